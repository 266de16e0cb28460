// Which leg works now, and when it is the other one's turn: after each repetition, or halfway.
const OTHER = { left: "right", right: "left" };

export class Sides {
  /** order: "left-right", "right-left", "alternate" or "" where both legs or one alone work; now: whose turn it was. */
  constructor({ order, now, reps, seconds }) {
    Object.assign(this, { order, reps, seconds });
    this.first = order === "right-left" ? "right" : "left";
    this.now = order ? now || this.first : "";
  }

  get halfway() {
    return this.order !== "" && this.order !== "alternate";
  }

  /** Repetitions in all; the target is that of one leg. */
  get total() {
    return this.reps && this.halfway ? 2 * this.reps : this.reps;
  }

  /** Whether the leg has done its part. */
  due({ reps, seconds }) {
    if (!this.halfway || this.now !== this.first) return false;
    return this.reps ? reps >= this.reps : Boolean(this.seconds) && seconds >= this.seconds / 2;
  }

  change() {
    this.now = OTHER[this.now];
    return this.now;
  }
}
