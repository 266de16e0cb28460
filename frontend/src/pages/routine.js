// Guides through a timed routine. Time comes from the clock, never from counted ticks: a locked phone loses none of it.
import { stayAwake } from "../wake.js";

const root = document.querySelector("[data-routine]");
if (root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const stages = [...root.querySelectorAll("li")].flatMap((item) => {
    const { seconds, sets, rest } = item.dataset;
    const words = item.firstChild.textContent.trim();
    return Array.from({ length: Number(sets) }, (_, k) => [
      { item, words: Number(sets) > 1 ? `${words} (${k + 1} of ${sets})` : words, seconds: Number(seconds) },
      ...(k + 1 < Number(sets) && Number(rest) ? [{ item, words: "Rest", seconds: Number(rest) }] : []),
    ]).flat();
  });
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.ceil(seconds % 60) % 60).padStart(2, "0")}`;
  let begun = null;
  let shown = null;

  const show = () => {
    if (begun === null) return;
    let left = (performance.now() - begun) / 1000;
    const stage = stages.find((one) => (left -= one.seconds) < 0);
    if (!stage) {
      begun = null;
      stayAwake(false);
      part("time").textContent = "Done";
      part("told").textContent = "Done. Mark how sore it is now; the other leg if you like.";
      for (const one of stages) one.item.removeAttribute("aria-current");
      part("start").textContent = "Again";
      return;
    }
    part("time").textContent = clock(-left);
    if (stage !== shown) {
      shown = stage;
      part("told").textContent = stage.words;
      for (const one of stages) one.item.removeAttribute("aria-current");
      stage.item.setAttribute("aria-current", "step");
    }
    requestAnimationFrame(show);
  };
  part("start").addEventListener("click", () => {
    begun = performance.now();
    shown = null;
    stayAwake(true);
    show();
  });
}
