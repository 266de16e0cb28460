// Frames of the camera to the coach: 640 pixels wide, or half of that while the sticker is large; the next one only
// after the receipt of the last. Nothing of the picture is kept anywhere.
const WIDE_PX = 640;
const LARGE_FRAC = 0.08; // of the width: at half size the sticker still has 25 pixels
const SMALL_FRAC = 0.06;
const LONGEST_WAIT_MS = 2000; // a receipt that does not come by then was lost with its connection
const QUALITY = 0.7;
const EARLY_MS = 10; // frames of a camera do not come to the millisecond
const KIND = 1;

export const REFUSED = {
  NotAllowedError: "The camera may not be used: allow it in the browser’s settings of this page, then press Start again.",
  NotFoundError: "No camera was found. Plug one in, or count by tapping in a new session.",
  NotReadableError: "The camera is in use by another program. Close that, then press Start again.",
  OverconstrainedError: "This camera gives no picture that can be used.",
};
const INSECURE = "The camera needs a secure page: open the coach on its own computer, or over its https address.";

const SMALLEST_PX = 16; // browsers give two black pixels where they can show nothing
const DARK_MS = 5000; // without a new picture for that long something is wrong

export class Camera extends EventTarget {
  #stream = null;
  #waits = null; // when the frame was sent whose receipt is awaited
  #width = WIDE_PX;
  #tookMs = -Infinity;
  #seenMs = 0;
  #watch = 0;
  #canvas = document.createElement("canvas");
  #allowed = false;

  /** overlay: where the sticker is outlined. Without a sticker: longest side in pixels, and ms between two frames. */
  constructor({ video, overlay = null, link, longest = 0, everyMs = 0 }) {
    super();
    Object.assign(this, { video, overlay, link, longest, everyMs });
    this.held = false; // shows the picture, sends none
    link.addEventListener("message", ({ detail }) => this.#hear(detail));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#next());
  }

  get running() {
    return this.#stream !== null;
  }

  /** Returns what went wrong, in words, or "". */
  async start() {
    if (this.running) return "";
    if (!navigator.mediaDevices?.getUserMedia) return INSECURE;
    try {
      const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: { ideal: "environment" } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (error) {
      return REFUSED[error.name] ?? `The camera does not start (${error.name}).`;
    }
    for (const track of this.#stream.getVideoTracks()) {
      track.addEventListener("ended", () => {
        this.stop();
        this.dispatchEvent(new CustomEvent("gone"));
      });
    }
    this.video.srcObject = this.#stream;
    await this.video.play();
    this.link.ask("measure");
    this.#seenMs = performance.now();
    this.#watch = setInterval(() => this.#look(), 1000);
    this.#next();
    return "";
  }

  // A camera may stay connected and give nothing: covered by its program, or of a size that the browser cannot use.
  #look() {
    if (document.visibilityState !== "visible") this.#seenMs = performance.now();
    if (performance.now() - this.#seenMs < DARK_MS) return;
    this.stop();
    this.dispatchEvent(new CustomEvent("dark"));
  }

  stop() {
    clearInterval(this.#watch);
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.video.srcObject = null;
    this.#allowed = false;
    this.#waits = null;
  }

  #next() {
    if (!this.running) return;
    const seen = (now, facts) => this.#take(performance.timeOrigin + (facts?.captureTime ?? now));
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(seen);
    else requestAnimationFrame(seen);
  }

  #take(atMs) {
    if (!this.running) return;
    if (this.video.videoWidth > SMALLEST_PX) this.#seenMs = performance.now();
    const free = this.#waits === null || performance.now() - this.#waits > LONGEST_WAIT_MS;
    if (this.#allowed && free && !this.held && this.video.videoWidth && atMs - this.#tookMs >= this.everyMs - EARLY_MS) {
      this.#waits = performance.now();
      this.#tookMs = atMs;
      this.#send(atMs);
    }
    this.#next();
  }

  #send(atMs) {
    const canvas = this.#canvas;
    const { videoWidth, videoHeight } = this.video;
    const scale = this.longest ? Math.min(1, this.longest / Math.max(videoWidth, videoHeight)) : this.#width / videoWidth;
    canvas.width = Math.round(scale * videoWidth);
    canvas.height = Math.round(scale * videoHeight);
    canvas.getContext("2d", { alpha: false }).drawImage(this.video, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(
      async (blob) => {
        if (!blob || !this.running) return void (this.#waits = null);
        const picture = new Uint8Array(await blob.arrayBuffer());
        const message = new Uint8Array(16 + picture.length);
        new DataView(message.buffer).setUint8(0, KIND);
        new DataView(message.buffer).setFloat64(8, atMs, true);
        message.set(picture, 16);
        if (!this.link.post(message)) this.#waits = null;
      },
      "image/jpeg",
      QUALITY,
    );
  }

  #hear(message) {
    if (message.kind === "hello") {
      this.#allowed = false;
      if (this.running) this.link.ask("measure");
    }
    if (message.kind === "measuring") this.#allowed = true;
    if (message.kind === "busy") this.#waits = null;
    if (message.at_ms === undefined) return;
    this.dispatchEvent(new CustomEvent("receipt", { detail: { roundTripMs: performance.now() - this.#waits } }));
    this.#waits = null;
    this.#outline(message.corners);
  }

  #outline(corners) {
    if (!this.overlay) return;
    const points = corners ?? [];
    this.overlay.setAttribute("points", points.map((share) => (100 * share).toFixed(1)).join(" "));
    if (!corners) return;
    const side = Math.hypot(points[2] - points[0], points[3] - points[1]);
    if (side > LARGE_FRAC) this.#width = WIDE_PX / 2;
    else if (side < SMALL_FRAC) this.#width = WIDE_PX;
  }
}
