// A live session without a sensor: taps, or the beat of the metronome, numbered and kept by the server.
import { Clock, minutes } from "../clock.js";
import { LivingLeg, beatShare } from "../leg.js";
import { Link } from "../link.js";
import { Metronome } from "../metronome.js";
import { stayAwake } from "../wake.js";

const page = document.querySelector("[data-live]");
const find = (name) => page.querySelector(`[data-part="${name}"]`);
const { session, how } = page.dataset;
const phases = JSON.parse(page.dataset.phases); // [{word, seconds, tone_hz}]
const target = { reps: Number(page.dataset.targetReps) || null, seconds: Number(page.dataset.targetSeconds) || null };
const period = phases.reduce((sum, phase) => sum + phase.seconds, 0);
const byBeat = how === "metronome";

const parts = Object.fromEntries(
  ["pad", "count", "phase", "elapsed", "left", "pace", "state", "said", "pause", "undo", "pain", "sound", "finish", "leg", "share"].map((name) => [name, find(name)]),
);
const clock = new Clock(Number(page.dataset.ranS), page.dataset.state === "running" && Number(page.dataset.ranS) > 0);
let taps = []; // when, in ms; what the server has and what is on its way
let known = 0; // repetitions that the server counts, those of other windows included
let sent = 0; // of ours, not yet in `known`
let spoken = "";
let finishing = false;

const link = new Link(`/sessions/${session}/link?client=${client()}`);
const metronome = new Metronome({ phases, onBeat: beat });

const leg = new LivingLeg({ figure: parts.leg, share: parts.share, height });

// Without a sensor the leg shows what to do: it follows the beat.
function height() {
  if (!metronome.running || !phases.length) return 0;
  return leg.top * beatShare(phases, metronome.seconds);
}

function client() {
  const key = `client-${session}`;
  const id = sessionStorage.getItem(key) ?? [...crypto.getRandomValues(new Uint8Array(4))].map((b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(key, id);
  return id;
}

function tell(kind, at_ms = Date.now()) {
  link.send({ kind, at_ms: Math.round(at_ms) });
}

function say(words) {
  if (words === spoken) return;
  spoken = words;
  parts.said.textContent = words;
}

const total = () => Math.max(0, known + sent);

function count(at_ms) {
  sent += 1;
  taps.push(at_ms);
  tell("tap", at_ms);
  if (total() % 10 === 0) say(`${total()} repetitions`);
  show();
}

function beat(index) {
  const { word } = phases[index];
  parts.phase.textContent = word;
  parts.pad.classList.toggle("beat", index === 0);
  if (byBeat) catchUp();
}

// By the beat: the clock says how many cycles are over, also after the phone slept.
function catchUp() {
  const now = Date.now();
  const due = Math.floor(clock.seconds / period);
  for (let n = total(); n < due; n += 1) count(now - (clock.seconds - (n + 1) * period) * 1000);
}

async function start() {
  if (clock.running) return;
  clock.start();
  tell("resume");
  stayAwake(true);
  parts.state.textContent = "";
  say("Started");
  show();
  await metronome.start();
}

function pause() {
  if (!clock.running) return;
  if (byBeat) catchUp();
  clock.stop();
  metronome.stop();
  stayAwake(false);
  parts.phase.textContent = "";
  parts.pad.classList.remove("beat");
  tell("pause");
  say(`Paused at ${total()} repetitions`);
  show();
}

function tap() {
  if (!clock.running) return void start();
  if (!byBeat) count(Date.now());
}

function undo() {
  if (!total()) return;
  sent -= 1;
  taps.pop();
  tell("undo");
  say(`${total()} repetitions`);
  show();
}

function felt() {
  tell("pain");
  pause();
  parts.state.textContent = "Noted. Stop here if it is sharp or does not fade; you can say how strong it was on the next page.";
}

function show() {
  const seconds = clock.seconds;
  parts.count.textContent = total();
  parts.elapsed.textContent = minutes(seconds);
  const last = taps.slice(-6);
  const spread = last.length > 1 ? (last.at(-1) - last[0]) / (last.length - 1) : 0;
  parts.pace.textContent = spread ? Math.round(60000 / spread) : "–";
  if (target.reps) parts.left.textContent = Math.max(0, target.reps - total());
  else if (target.seconds) parts.left.textContent = minutes(Math.max(0, target.seconds - seconds));
  parts.pause.textContent = clock.running ? "Pause" : seconds > 0 ? "Go on" : "Start";
  const done = target.reps ? total() >= target.reps : target.seconds && seconds >= target.seconds;
  if (done && clock.running && !page.classList.contains("done")) {
    page.classList.add("done");
    say("Target reached. Finish, or go on as long as it feels good.");
    parts.state.textContent = "Target reached. Finish, or go on as long as it feels good.";
  }
  parts.undo.disabled = total() === 0;
}

link.addEventListener("message", ({ detail }) => {
  if (detail.n_reps !== undefined) {
    known = detail.n_reps;
    sent = link.pending((message) => ({ tap: 1, undo: -1 })[message.kind] ?? 0);
    show();
  }
});
let told = ""; // what the state line said before the connection was lost
link.addEventListener("state", ({ detail }) => {
  if (detail.connected) parts.state.textContent = told || parts.state.textContent;
  else if (parts.state.dataset.lost !== "true") told = parts.state.textContent;
  parts.state.dataset.lost = String(!detail.connected);
  if (!detail.connected) parts.state.textContent = detail.reason || "No connection to the coach. Go on: everything is sent when it is back.";
});
parts.pad.addEventListener("click", tap);
parts.pause.addEventListener("click", () => (clock.running ? pause() : start()));
parts.undo.addEventListener("click", undo);
parts.pain.addEventListener("click", felt);
parts.sound.addEventListener("click", () => {
  metronome.muted = !metronome.muted;
  parts.sound.setAttribute("aria-pressed", String(!metronome.muted));
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "Space" || event.repeat || event.target.closest("input, textarea, select, a, button:not([data-part=pad])")) return;
  event.preventDefault();
  tap();
});
parts.pad.addEventListener("keyup", (event) => event.code === "Space" && event.preventDefault()); // the key has counted
parts.finish.addEventListener("submit", (event) => {
  if (!link.unsaved) return;
  event.preventDefault();
  pause();
  finishing = true;
  parts.state.textContent = "Waiting for the coach to have everything …";
});
link.addEventListener("message", () => {
  if (finishing && !link.unsaved) parts.finish.submit();
});
setInterval(() => clock.running && (byBeat ? catchUp() : 0, show()), 250);
show();
page.dataset.ready = "true";
