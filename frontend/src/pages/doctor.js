// Doctor: what this browser can do for the coach, and what to do where it cannot.
const list = document.querySelector("[data-doctor]");
const MARKS = { ok: "In order", note: "Look at this", bad: "Needs doing" };
const APART_OK_S = 2; // repetitions are timed by the device that sees them; more only confuses the dates
const LATE_MS = 4000;

function tell(part, verdict, found) {
  const item = list.querySelector(`[data-part="${part}"]`);
  item.dataset.verdict = verdict;
  item.querySelector(".verdict").textContent = MARKS[verdict];
  item.querySelector("[data-part=found]").textContent = found;
}

function secure() {
  if (window.isSecureContext) return tell("secure", "ok", location.protocol === "https:" ? "Encrypted." : "This computer itself.");
  tell("secure", "bad", "Camera and motion need the https address: on the computer open Devices, Use my phone.");
}

/** The clock of the answer that came back fastest: half its way is the least that we do not know. */
async function clock() {
  let best = { wayMs: Infinity, apartMs: 0 };
  for (let k = 0; k < 3; k++) {
    const askedMs = Date.now();
    const answer = await fetch("/doctor/clock.json", { headers: { Accept: "application/json" } });
    const wayMs = Date.now() - askedMs;
    const { now_ms: thereMs } = await answer.json();
    if (wayMs < best.wayMs) best = { wayMs, apartMs: askedMs + wayMs / 2 - thereMs };
  }
  const apartS = best.apartMs / 1000;
  if (Math.abs(apartS) <= APART_OK_S) return tell("clock", "ok", "The same as the computer’s.");
  const by = Math.abs(apartS) < 120 ? `${Math.abs(apartS).toFixed(0)} seconds` : `${(Math.abs(apartS) / 60).toFixed(0)} minutes`;
  tell("clock", "note", `${by} ${apartS > 0 ? "ahead of" : "behind"} the computer. Let both set their time by themselves.`);
}

function link() {
  const socket = new WebSocket(new URL("/pair/link", location.href.replace(/^http/, "ws")));
  let opened = false;
  socket.onopen = () => (opened = true);
  socket.onclose = () =>
    opened
      ? tell("link", "ok", "Opens.")
      : tell("link", "bad", "Does not open. On an iPhone the certificate must be installed: open the address /certificate.");
}

async function motion() {
  if (!("DeviceMotionEvent" in window)) return tell("motion", "note", "None in this browser; open the page on your phone.");
  if (DeviceMotionEvent.requestPermission) return tell("motion", "ok", "Asked for when a session starts: allow it then.");
  const heard = await new Promise((resolve) => {
    addEventListener("devicemotion", ({ rotationRate: turn }) => resolve(Number.isFinite(turn?.alpha) ? "both" : "still"), { once: true });
    setTimeout(() => resolve(""), LATE_MS);
  });
  if (heard === "both") return tell("motion", "ok", "Accelerometer and gyroscope answer.");
  if (heard) return tell("motion", "note", "No gyroscope that the browser may use: count with the camera or by tapping.");
  tell("motion", "note", "Nothing moves here. That is right for a computer; on a phone allow motion sensors for this page.");
}

function awake() {
  if ("wakeLock" in navigator) return tell("awake", "ok", "During a session.");
  tell("awake", "note", "This browser cannot; set the screen to stay on for longer. A locked phone loses no time.");
}

async function camera() {
  if (!navigator.mediaDevices) return tell("camera", "bad", "No camera without a secure page.");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    const { width, height, frameRate } = stream.getVideoTracks()[0].getSettings();
    stream.getTracks().forEach((track) => track.stop());
    tell("camera", "ok", `${width} × ${height}${frameRate ? `, ${Math.round(frameRate)} pictures a second` : ""}.`);
  } catch (error) {
    const told = {
      NotAllowedError: "Not allowed. Press the lock left of the address and allow the camera, then try again.",
      NotFoundError: "There is none. Plug one in, or use your phone’s.",
      NotReadableError: "Another program has it. Close that and try again.",
    }[error.name];
    tell("camera", "note", told ?? `It gives no picture (${error.name}).`);
  }
}

secure();
awake();
link();
motion();
clock().catch(() => tell("clock", "bad", "The coach does not answer. Is it still running on the computer?"));
document.querySelector("[data-part=try]").addEventListener("click", camera);
