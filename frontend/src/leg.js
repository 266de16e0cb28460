// Moves and tints the drawn leg. soleus.leg drew it once; a table says where each part is at some heel heights, and
// what lies between two rows is mixed. See docs/leg.md.
const FRAME_MS = 1000 / 30;
const EARLY_MS = 2; // screens do not draw to the millisecond
const GLIDE_MS = 40; // heights come in steps, up to 30 a second: the leg follows them without a jerk
const LONG_MS = 1000; // after that it does not glide
const STILL_M = 0.0001;

function mover(svg, table) {
  const find = (id) => svg.querySelector("#" + CSS.escape(id));
  const groups = Object.entries(table.groups).map(([id, rows]) => [find(id), rows]);
  const paths = table.paths.map((path) => ({ ...path, nodes: path.ids.map(find) }));
  const tints = Object.entries(table.tints).map(([name, id]) => [name, find(id)]);
  const heights = table.heel_raise_height_m;
  const between = (from, to, part) => (from === null || to === null ? (from ?? to) : from + part * (to - from));
  return (height) => {
    let k = 1;
    while (k < heights.length - 1 && heights[k] < height) k += 1;
    const part = Math.min(Math.max((height - heights[k - 1]) / (heights[k] - heights[k - 1]), 0), 1);
    const mix = (rows) => rows[k - 1].map((from, i) => from + part * (rows[k][i] - from));
    for (const [node, rows] of groups) {
      const [x, y, turn] = mix(rows);
      node.setAttribute("transform", `translate(${x} ${y}) rotate(${turn})`);
    }
    for (const { commands, numbers, nodes } of paths) {
      const mixed = mix(numbers);
      let at = 0;
      const d = [...commands].map((c) => c + mixed.slice(at, (at += table.numbers_of[c])).map((n) => n.toFixed(1)).join(" "));
      for (const node of nodes) node.setAttribute("d", d.join(""));
    }
    const [from, to] = [table.opacities[k - 1], table.opacities[k]];
    for (const [name, node] of tints) {
      const opacity = between(from && from[name], to && to[name], part);
      if (opacity !== null) node.setAttribute("fill-opacity", opacity.toFixed(3));
    }
    return between(table.soleus_share_frac[k - 1], table.soleus_share_frac[k], part);
  };
}

export class LivingLeg {
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #words = "";
  #due = -Infinity; // when the next pose is drawn: on the average 30 a second, whatever the screen's rate
  #drawn = -Infinity;
  #shown = NaN;

  /** height(): heel-raise height in metres as it is now, null where it is not known; share: where the words go. */
  constructor({ figure, share, height }) {
    this.figure = figure;
    this.share = share;
    this.height = height;
    this.top = null; // height of the exercise's end pose, once the table has come
    this.#load();
  }

  async #load() {
    try {
      const response = await fetch(this.figure.dataset.from);
      if (!response.ok) return;
      const table = await response.json();
      this.top = table.top_height_m;
      this.average = table.average;
      this.move = mover(this.figure.querySelector("svg"), table);
      this.figure.dataset.ready = "true";
      requestAnimationFrame((now) => this.#draw(now));
    } catch {
      // without the table the leg stands still, and everything is counted all the same
    }
  }

  #draw(now) {
    requestAnimationFrame((later) => this.#draw(later));
    const height = this.height();
    if (now < this.#due - EARLY_MS || height === null) return;
    this.#due = Math.max(this.#due + FRAME_MS, now);
    const after = now - this.#drawn;
    this.#drawn = now;
    const gap = height - this.#shown;
    const arrives = after > LONG_MS || Math.abs(gap) < STILL_M;
    if (arrives && gap === 0) return; // it shows that already
    this.#shown = arrives ? height : this.#shown + gap * (1 - Math.exp(-after / GLIDE_MS));
    const share = this.#still.matches ? null : this.move(this.#shown);
    this.#tell(share);
  }

  #tell(share) {
    const words = share === null ? "" : `Soleus ${Math.round(20 * share) * 5} %`;
    if (words === this.#words) return;
    this.#words = words;
    const [told, of] = [document.createElement("strong"), document.createElement("small")];
    told.textContent = words;
    of.textContent = words && `of the calf’s pull${this.average ? ", average person" : ""}`;
    this.share.replaceChildren(told, of);
  }
}

const smooth = (done) => done ** 3 * (10 - 15 * done + 6 * done ** 2); // least jerk: how people move a limb

/** Share of the full height at a moment of the beat; phases: [{word, seconds}], seconds since the first one began. */
export function beatShare(phases, seconds) {
  const period = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  let left = seconds % period;
  for (const { word, seconds: long } of phases) {
    if (left < long) {
      if (word === "Up") return smooth(left / long);
      if (word === "Down") return 1 - smooth(left / long);
      return word === "Hold" ? 1 : 0;
    }
    left -= long;
  }
  return 0;
}
