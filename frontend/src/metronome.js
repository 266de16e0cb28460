// Beats by Web Audio look-ahead: a timer that may be late only plans; the audio clock plays on time.
const AHEAD_S = 0.3;
const AHEAD_HIDDEN_S = 2.5; // browsers let the timers of a hidden page run once a second
const LATE_S = 0.05; // a beat that is later than that is wrong: it is left out
const PLAN_EVERY_MS = 100;

export class Metronome {
  #context = null;
  #timer = 0;
  #next = 0;
  #beat = 0;
  #began = 0;

  /** phases: [{seconds, tone_hz}], repeated; onBeat(index) comes as each begins. */
  constructor({ phases, onBeat }) {
    this.phases = phases;
    this.onBeat = onBeat;
    this.muted = false;
    document.addEventListener("visibilitychange", () => this.#again()); // a phone call, a lock: some browsers stop the sound
  }

  #again() {
    if (!this.running) return;
    if (document.visibilityState === "visible") this.#context.resume();
    else this.#plan();
  }

  get running() {
    return this.#timer !== 0;
  }

  /** Since the first beat of this start. */
  get seconds() {
    return Math.max(0, this.#context.currentTime - this.#began);
  }

  /** Let sound be heard: browsers want a tap for it. */
  async wake() {
    this.#context ??= new AudioContext();
    await this.#context.resume();
  }

  async start() {
    await this.wake();
    if (this.running) return;
    this.#next = this.#context.currentTime + 0.15;
    this.#began = this.#next;
    this.#beat = 0;
    this.#timer = setInterval(() => this.#plan(), PLAN_EVERY_MS);
    this.#plan();
  }

  /** A few short tones now, one after the other, unless muted or never started. */
  chime(tones) {
    if (this.muted || !this.#context) return;
    tones.forEach((tone, k) => this.#play(this.#context.currentTime + 0.11 * k, tone));
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #plan() {
    const now = this.#context.currentTime;
    if (this.#next < now - 1) {
      this.#began += now - this.#next; // the page slept: go on from here instead of catching up
      this.#next = now;
    }
    const ahead = document.visibilityState === "visible" ? AHEAD_S : AHEAD_HIDDEN_S;
    while (this.#next < now + ahead) {
      const index = this.#beat++ % this.phases.length;
      const { seconds, tone_hz } = this.phases[index];
      if (!this.muted && this.#next > now - LATE_S) this.#play(this.#next, tone_hz);
      setTimeout(() => this.running && this.onBeat(index), Math.max(0, (this.#next - now) * 1000));
      this.#next += seconds;
    }
  }

  #play(at, frequency) {
    const tone = new OscillatorNode(this.#context, { frequency });
    const level = new GainNode(this.#context, { gain: 0 });
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(0.25, at + 0.005);
    level.gain.exponentialRampToValueAtTime(0.0001, at + 0.09);
    tone.connect(level).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.1);
  }
}
