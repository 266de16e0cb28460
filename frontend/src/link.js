// The WebSocket of a session. What is sent is numbered and kept until the server has it on disk, so a lost connection
// loses nothing: after a reconnect the server says how many it has, and the rest is sent again.
const RETRY_MS = [250, 500, 1000, 2000, 4000];
const SILENT_MS = 10_000; // without an answer for that long the connection is dead, even if nobody closed it
const LOOK_EVERY_MS = 1000;

export class Link extends EventTarget {
  #socket = null;
  #kept = [];
  #first = null; // number of this.#kept[0]; unknown before the server has said how many it has
  #tries = 0;
  #closed = false;
  #asked = null; // when something was sent that has not been answered

  constructor(path) {
    super();
    this.url = new URL(path, location.href.replace(/^http/, "ws"));
    this.#open();
    addEventListener("online", () => this.#open());
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  get unsaved() {
    return this.#kept.length;
  }

  /** Sum of value(message) over what the server has not confirmed. */
  pending(value) {
    return this.#kept.reduce((sum, message) => sum + value(message), 0);
  }

  send(message) {
    this.#kept.push(message);
    if (this.#first !== null && this.#socket?.readyState === WebSocket.OPEN) {
      this.#post(this.#first + this.#kept.length - 1, message);
    }
  }

  /** A message that is sent now or not at all: true if it went out. */
  post(data) {
    if (this.#first === null || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(data);
    if (typeof data !== "string") this.#asked ??= performance.now(); // words need no answer
    return true;
  }

  ask(kind) {
    return this.post(JSON.stringify({ kind }));
  }

  close() {
    this.#closed = true;
    this.#socket?.close();
  }

  #post(number, message) {
    this.#asked ??= performance.now();
    this.#socket.send(JSON.stringify({ ...message, number }));
  }

  // A network that went away closes nothing: the socket looks open, and nobody is there.
  #look() {
    if (document.visibilityState !== "visible") this.#asked &&= performance.now(); // timers slept, answers wait
    if (this.#asked === null || performance.now() - this.#asked < SILENT_MS) return;
    const dead = this.#socket;
    dead.onmessage = dead.onclose = null;
    dead.close();
    this.#lost(dead, {});
    this.#open();
  }

  #lost(socket, { code = 0, reason = "" }) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#asked = null;
    if ([4401, 4404, 4409].includes(code)) this.#closed = true; // signed out, gone, finished: no use to try again
    this.dispatchEvent(new CustomEvent("state", { detail: { connected: false, reason } }));
    if (!this.#closed) setTimeout(() => this.#open(), RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)]);
  }

  #open() {
    if (this.#closed || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = (event) => this.#lost(socket, event);
  }

  #hear(message) {
    this.#asked = null;
    if (message.kind === "hello") {
      this.#tries = 0;
      if (this.#first === null) this.#first = message.n_received;
      this.#forget(message.n_received);
      this.#kept.forEach((kept, k) => this.#post(this.#first + k, kept));
      this.dispatchEvent(new CustomEvent("state", { detail: { connected: true } }));
    } else if (message.n_received !== undefined) {
      this.#forget(message.n_received);
    }
    this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  #forget(nReceived) {
    const done = Math.max(0, nReceived - this.#first);
    this.#kept.splice(0, done);
    this.#first += done;
  }
}
