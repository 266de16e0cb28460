// Samples of the phone's own sensors to the coach: kept until the coach has them on disk, so that a lost connection
// loses nothing.
const FLUSH_MS = 33; // as often the leg learns where the heel is
const SILENT_MS = 2500; // a device with sensors says something within that
const MOST_KEPT = 20_000; // five minutes at 60 a second; what is older goes first
const RAD = Math.PI / 180;
const KIND = 2;
const COLUMNS = 7;

const INSECURE =
  "The sensors need a secure page. On the phone, open the https address that the computer shows under Devices, Use my phone, or count by tapping.";
const DENIED = "The sensors may not be used. On an iPhone: close this tab, open the page again and allow “Motion & Orientation” when asked.";
const SILENT = "No movement comes from this device. Open this page on your phone (press Use my phone); here you will see the count.";
const NO_TURNING = "This phone has no gyroscope that the browser may use; choose another way to count.";

export class Motion extends EventTarget {
  #kept = []; // rows that the coach does not have yet
  #first = null; // number of this.#kept[0]
  #posted = 0; // rows of this.#kept that are on their way
  #timer = 0;
  #heardMs = 0;
  #allowed = false; // the coach has said how many it has
  #onFirst = null; // told what the first event was worth
  #listener = (event) => this.#take(event);

  constructor({ link }) {
    super();
    this.link = link;
    this.held = false; // listens, keeps nothing
    link.addEventListener("message", ({ detail }) => this.#hear(detail));
  }

  get running() {
    return this.#timer !== 0;
  }

  /** How long ago the sensors said something, in ms. */
  get silentMs() {
    return this.running ? performance.now() - this.#heardMs : 0;
  }

  get unsaved() {
    return this.#kept.length;
  }

  /** Returns what went wrong, in words, or "". Must be called from a tap: an iPhone asks only then. */
  async start() {
    if (this.running) return "";
    if (!window.isSecureContext || !("DeviceMotionEvent" in window)) return INSECURE;
    try {
      const answer = await DeviceMotionEvent.requestPermission?.();
      if (answer !== undefined && answer !== "granted") return DENIED;
    } catch {
      return DENIED;
    }
    const heard = new Promise((resolve) => {
      this.#onFirst = resolve;
      setTimeout(() => resolve(SILENT), SILENT_MS);
    });
    addEventListener("devicemotion", this.#listener);
    const complaint = await heard;
    if (complaint) {
      removeEventListener("devicemotion", this.#listener);
      return complaint;
    }
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.link.ask("measure");
    return "";
  }

  stop() {
    removeEventListener("devicemotion", this.#listener);
    this.#flush();
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  // alpha, beta and gamma of the rotation rate are about x, y and z in every browser (w3c/deviceorientation#43)
  #take({ accelerationIncludingGravity: force, rotationRate: turn, timeStamp }) {
    const numbers = [force?.x, force?.y, force?.z, turn?.alpha, turn?.beta, turn?.gamma];
    if (numbers.slice(0, 3).some((number) => !Number.isFinite(number))) return;
    if (numbers.slice(3).some((number) => !Number.isFinite(number))) return void this.#onFirst?.(NO_TURNING);
    this.#onFirst?.("");
    this.#heardMs = performance.now();
    if (this.held) return;
    const turned = numbers.slice(3).map((number) => number * RAD);
    this.#kept.push([(performance.timeOrigin + timeStamp) / 1000, ...numbers.slice(0, 3), ...turned]);
    if (this.#kept.length > MOST_KEPT) this.#forget(1);
  }

  #flush() {
    const rows = this.#kept.slice(this.#posted);
    if (!this.#allowed || !rows.length) return;
    const message = new ArrayBuffer(8 + 8 * COLUMNS * rows.length);
    const view = new DataView(message);
    view.setUint8(0, KIND);
    view.setUint32(4, this.#first + this.#posted, true);
    rows.flat().forEach((number, k) => view.setFloat64(8 + 8 * k, number, true));
    if (this.link.post(message)) this.#posted += rows.length;
  }

  #forget(rows) {
    const done = Math.min(Math.max(rows, 0), this.#kept.length);
    this.#kept.splice(0, done);
    this.#posted = Math.max(0, this.#posted - done);
    if (this.#first !== null) this.#first += done;
  }

  #hear(message) {
    if (message.kind === "hello") {
      this.#allowed = false;
      if (this.running) this.link.ask("measure");
    } else if (message.kind === "measuring") {
      if (this.#first !== null) this.#forget(message.n_samples - this.#first);
      this.#first = message.n_samples;
      this.#posted = 0;
      this.#allowed = true;
    } else if (message.kind === "busy") {
      this.#forget(this.#kept.length);
    } else if (message.n_samples !== undefined && this.#allowed) {
      this.#forget(message.n_samples - this.#first);
    }
  }
}
