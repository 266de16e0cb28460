// Time from stamps, never from counted ticks: a phone that was locked has lost none of it.
export class Clock {
  #ran = 0;
  #since = null;

  constructor(ranS, running) {
    this.#ran = ranS;
    if (running) this.start();
  }

  start() {
    this.#since ??= Date.now();
  }

  stop() {
    this.#ran = this.seconds;
    this.#since = null;
  }

  get running() {
    return this.#since !== null;
  }

  get seconds() {
    return this.#ran + (this.#since === null ? 0 : Math.max(0, Date.now() - this.#since) / 1000);
  }
}

export function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
