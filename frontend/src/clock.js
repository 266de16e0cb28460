// Time from stamps, never from counted ticks: a phone that was locked has lost none of it. A clock that somebody sets
// meanwhile moves nothing: what it jumped by is taken out.
const JUMP_MS = 2000; // less is a correction over the network
const LOOK_EVERY_MS = 250;
let shift = 0; // what the clock has jumped by since the page was loaded
let hidden = false; // since the last look: then a device may have slept, and its time is no jump
let [wall, steady] = [Date.now(), performance.now()];

/** Now in Unix milliseconds, as if nobody had set the clock. */
export function now() {
  look();
  return Date.now() - shift;
}

let jumped = () => {};

/** told(ms): what to do when the clock was set. */
export function onJump(told) {
  jumped = told;
}

function look() {
  const [wallNow, steadyNow] = [Date.now(), performance.now()];
  const apart = wallNow - wall - (steadyNow - steady);
  [wall, steady] = [wallNow, steadyNow];
  const slept = hidden && apart > 0; // some devices stop the steady clock while they sleep
  hidden = document.visibilityState !== "visible";
  if (Math.abs(apart) < JUMP_MS || slept) return;
  shift += apart;
  jumped(apart);
}

document.addEventListener("visibilitychange", () => (hidden = true));
setInterval(look, LOOK_EVERY_MS);

export class Clock {
  #ran = 0;
  #since = null;

  constructor(ranS, running) {
    this.#ran = ranS;
    if (running) this.start();
  }

  /** Stand at so many seconds. */
  set(seconds) {
    this.#ran = seconds;
    this.#since = null;
  }

  start() {
    this.#since ??= now();
  }

  stop() {
    this.#ran = this.seconds;
    this.#since = null;
  }

  get running() {
    return this.#since !== null;
  }

  get seconds() {
    return this.#ran + (this.#since === null ? 0 : Math.max(0, now() - this.#since) / 1000);
  }
}

export function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
