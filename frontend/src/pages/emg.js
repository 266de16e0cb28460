// Biofeedback: the levels of soleus and gastrocnemius as the coach hears them from the device.
import { Clock, minutes } from "../clock.js";
import { Link } from "../link.js";
import { stayAwake } from "../wake.js";

const page = document.querySelector("[data-emg]");
const find = (name) => page.querySelector(`[data-part="${name}"]`);
const parts = Object.fromEntries(
  ["count", "elapsed", "share", "cue", "state", "said", "how", "rest", "reference", "undo", "pain"].map((name) => [name, find(name)]),
);
const meters = Object.fromEntries([...page.querySelectorAll("[data-muscle]")].map((meter) => [meter.dataset.muscle, meter]));
const SILENT_MS = 2000; // a device sends twenty-five times a second
const WORDS = {
  good: "Good: soleus up, gastrocnemius down",
  "more soleus": "More soleus: lift the heel higher",
  "less gastrocnemius": "Less gastrocnemius: bend the knee more, press less",
  rest: "Rest",
  "no signal": "No signal: is an electrode off?",
};
const key = `client-${page.dataset.session}`;
const client = sessionStorage.getItem(key) ?? [...crypto.getRandomValues(new Uint8Array(4))].map((b) => b.toString(16).padStart(2, "0")).join("");
sessionStorage.setItem(key, client);
const link = new Link(`/sessions/${page.dataset.session}/link?client=${client}`);
const clock = new Clock(Number(page.dataset.ranS), page.dataset.state === "running");
let heardAt = -Infinity;
let measuring = null;
let connected = true;

function show(meter, frac) {
  const percent = frac === null ? 0 : Math.min(100, 100 * frac);
  meter.querySelector(".fill").setAttribute("y", 100 - percent);
  meter.querySelector(".fill").setAttribute("height", percent);
  meter.querySelector("[data-part=value]").textContent = frac === null ? "–" : Math.round(100 * frac);
  meter.setAttribute("aria-valuenow", Math.round(percent));
}

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function hear(message) {
  heardAt = performance.now();
  show(meters.soleus, message.soleus_frac);
  show(meters.gastrocnemius, message.gastrocnemius_frac);
  parts.rest.disabled = message.measuring !== null;
  parts.reference.disabled = message.measuring !== null || !message.has_rest;
  parts.share.textContent = message.share_frac === null ? "–" : Math.round(100 * message.share_frac);
  if (message.calibrated && message.measuring === null) {
    say(parts.cue, WORDS[message.cue] ?? "");
    if (!clock.running) {
      clock.start();
      stayAwake(true);
      parts.how.open = false;
      page.scrollIntoView();
    }
  }
  measuring = message.measuring;
  page.dataset.calibrated = String(message.calibrated);
  if (message.problem) say(parts.state, message.problem);
  else if (measuring === "rest") say(parts.state, "Rest: sit still, the leg loose, for four seconds.");
  else if (measuring === "reference") say(parts.state, "Now pull as hard as you can, for four seconds.");
  else if (!message.has_rest) say(parts.state, "The device sends. First measure rest.");
  else if (!message.calibrated) say(parts.state, "Rest is known. Now measure the strongest pull.");
  else say(parts.state, "");
}

link.addEventListener("message", ({ detail }) => {
  if (detail.kind === "emg") hear(detail);
  if (detail.kind === "emg-refused") say(parts.state, detail.why);
  if (detail.n_reps !== undefined) {
    if (Number(parts.count.textContent) !== detail.n_reps && detail.n_reps % 10 === 0) say(parts.said, `${detail.n_reps} repetitions`);
    parts.count.textContent = detail.n_reps;
    parts.undo.disabled = detail.n_reps === 0;
  }
});
link.addEventListener("state", ({ detail }) => {
  connected = detail.connected;
  page.dataset.linked = String(connected);
  if (!connected) say(parts.state, detail.reason || "No connection to the coach.");
});
for (const what of ["rest", "reference"]) {
  parts[what].addEventListener("click", () => link.post(JSON.stringify({ kind: "calibrate", what })));
}
parts.undo.addEventListener("click", () => link.send({ kind: "undo", at_ms: Date.now() }));
parts.pain.addEventListener("click", () => {
  link.send({ kind: "pain", at_ms: Date.now() });
  say(parts.state, "Noted. Stop here if it is sharp or does not fade; you can say how strong it was on the next page.");
});
setInterval(() => {
  parts.elapsed.textContent = minutes(clock.seconds);
  if (connected && heardAt > -Infinity && performance.now() - heardAt > SILENT_MS) say(parts.state, "The device has stopped sending.");
}, 250);
page.dataset.ready = "true";
