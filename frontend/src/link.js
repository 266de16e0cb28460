// The WebSocket of a session. What is sent is numbered and kept until the server has it on disk, so a lost connection
// loses nothing: after a reconnect the server says how many it has, and the rest is sent again.
const RETRY_MS = [250, 500, 1000, 2000, 4000];

export class Link extends EventTarget {
  #socket = null;
  #kept = [];
  #first = null; // number of this.#kept[0]; unknown before the server has said how many it has
  #tries = 0;
  #closed = false;

  constructor(path) {
    super();
    this.url = new URL(path, location.href.replace(/^http/, "ws"));
    this.#open();
    addEventListener("online", () => this.#open());
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
    this.#socket.send(JSON.stringify({ ...message, number }));
  }

  #open() {
    if (this.#closed || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = (event) => {
      this.dispatchEvent(new CustomEvent("state", { detail: { connected: false, reason: event.reason } }));
      if ([4401, 4404, 4409].includes(event.code)) this.#closed = true; // signed out, gone, finished: no use to try again
      if (!this.#closed) setTimeout(() => this.#open(), RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)]);
    };
  }

  #hear(message) {
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
