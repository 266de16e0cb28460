// A live session: taps, the beat of the metronome, or a sensor whose samples the coach counts.
import { Camera } from "../camera.js";
import { Clock, minutes, now, onJump } from "../clock.js";
import { Cues, onVoices, say as speak } from "../cues.js";
import { LivingLeg, beatShare } from "../leg.js";
import { Link } from "../link.js";
import { Metronome } from "../metronome.js";
import { Motion } from "../motion.js";
import { Sides } from "../sides.js";
import { stayAwake } from "../wake.js";

const page = document.querySelector("[data-live]");
const find = (name) => page.querySelector(`[data-part="${name}"]`);
const { session, how, source } = page.dataset; // source: "camera", "phone" or "" where nothing is measured
const LOST_MS = 1000; // a hand that passes hides a sticker for less
const SILENT_MS = 2000; // a phone’s sensors speak sixty times a second
const LINGER_MS = 500; // how long the leg keeps a height after the last one that was measured
const READY_HZ = [660, 880]; // the time to get into place is over
const BODY_PX = 480; // longest side and rate that soleus.reps.markerless looks at
const BODY_RATE_HZ = 15;
const CUT = "No connection to the coach. Go on: everything is sent when it is back.";
const CUT_FILMED = "No connection to the coach: nobody sees the camera’s pictures. Wait until it is back; every repetition so far is kept.";
const TOO_SLOW = "So slowly the phone may miss repetitions: keep with the beat.";
const ASLEEP_MS = 3000; // of a screen that was off, before it is worth a word
const filmed = source === "camera" || source === "body";
const phases = JSON.parse(page.dataset.phases); // [{word, seconds, tone_hz}]
const nSets = Number(page.dataset.sets) || 1;
const perSet = { reps: Number(page.dataset.targetReps) || null, seconds: Number(page.dataset.targetSeconds) || null };
const target = { reps: nSets * perSet.reps || null, seconds: nSets * perSet.seconds || null };
const period = phases.reduce((sum, phase) => sum + phase.seconds, 0);
const test = "test" in page.dataset; // a heel-raise test: prompts, and an end that the coach tells
const leadMs = 1000 * Number(page.dataset.leadS); // to get into place
const worn = "worn" in page.dataset; // the phone is in the waistband: nobody sees it
const slowest = Number(page.dataset.slowestPerMin) || 0; // slower raises are lost to a phone at the waist
const blind = test || worn;
const followsHeel = page.dataset.legFollows === "heel";
const byBeat = how === "metronome";
const walking = "walking" in page.dataset;
const unit = walking ? "steps" : "repetitions";
const tellEvery = walking ? 100 : 10;
let nextTold = tellEvery;

const parts = Object.fromEntries(
  ["pad", "count", "phase", "elapsed", "left", "pace", "state", "said", "pause", "undo", "pain", "sound", "finish", "leg", "share", "voice", "height", "cue", "video", "outline", "sight", "viewfinder", "prompts", "sure", "side"].map((name) => [name, find(name)]),
);
const clock = new Clock(Number(page.dataset.ranS), false);
let inDoubt = page.dataset.state === "running"; // whether the session goes on elsewhere, or was left: hello tells
let taps = []; // when, in ms; what the server has and what is on its way
let known = 0; // repetitions that the server counts, those of other windows included
let sent = 0; // of ours, not yet in `known`
let spoken = "";
let finishing = false;
let setsTold = 0;

const link = new Link(`/sessions/${session}/link?client=${client()}`);
const metronome = new Metronome({ phases, onBeat: beat });

const leg = new LivingLeg({ figure: parts.leg, share: parts.share, height });
const sides = new Sides({ order: page.dataset.sides, now: page.dataset.side, ...target });
const cues = source || test || sides.order ? new Cues({ element: parts.cue, metronome, voice: () => voice }) : null;
const sensor =
  source === "camera"
    ? new Camera({ video: parts.video, overlay: parts.outline, link })
    : source === "body"
      ? new Camera({ video: parts.video, link, longest: BODY_PX, everyMs: 1000 / BODY_RATE_HZ })
      : source === "phone"
      ? new Motion({ link })
      : null;
let voice = false;
let spokenFor = false; // the person has chosen
let measured = { height: null, at: -Infinity, pace: null, seenAt: -Infinity };

// Without a sensor that tells the height at once the leg shows what to do: it follows the beat.
function height() {
  if (followsHeel) return performance.now() - measured.at < LINGER_MS ? measured.height : null;
  if (!metronome.running || !phases.length) return 0;
  return leg.top * beatShare(phases, metronome.seconds);
}

function client() {
  const key = `client-${session}`;
  const id = sessionStorage.getItem(key) ?? [...crypto.getRandomValues(new Uint8Array(4))].map((b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(key, id);
  return id;
}

function tell(kind, at_ms = now()) {
  link.send({ kind, at_ms: Math.round(at_ms) });
}

const unsaved = () => link.unsaved + (sensor?.unsaved ?? 0);

// What keeps the person from going on; it stays until they do.
function trouble(words) {
  parts.state.textContent = words;
  parts.state.classList.add("trouble");
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
  counted();
  show();
}

function counted() {
  if (sides.order === "alternate") turn();
  if (voice && !walking) speak(String(total()));
  if (total() >= nextTold) {
    say(`${total()} ${unit}`);
    nextTold = (Math.floor(total() / tellEvery) + 1) * tellEvery;
  }
}

// What the coach has measured, here or in another window.
function hearMeasured(message) {
  const at = performance.now();
  if (message.seen) measured.seenAt = at;
  if (message.height_m !== null) measured = { ...measured, height: message.height_m, at };
  measured.pace = message.pace_per_min;
  if (measured.pace && 1.1 * measured.pace < slowest) parts.state.textContent = TOO_SLOW;
  else if (parts.state.textContent === TOO_SLOW) parts.state.textContent = "";
  if (message.peak_m !== null && parts.height) parts.height.textContent = (100 * message.peak_m).toFixed(1);
  if (message.cue && !(test && message.cue === "too-low")) cues.give(message.cue);
  const more = message.n_reps > known;
  known = message.n_reps;
  if (more && !message.cue) counted();
  else if (more && sides.order === "alternate") turn();
  if (source === "body") judged(message);
  else if (parts.sight) parts.sight.textContent = message.seen ? "" : "The sticker is not in the picture.";
  if (more) show();
}

// Without a sticker: how sure the count is, in words.
function judged({ agree_frac, n_range, doubt }) {
  const [least, most] = n_range;
  parts.sure.textContent = doubt || !agree_frac ? "–" : `${Math.round(3 * agree_frac)}/3`;
  const unsure = agree_frac < 1 && most > least ? `Unsure: ${least} to ${most} in the last seconds.` : "";
  const words = doubt || (agree_frac ? unsure : "Looking …");
  if (parts.sight.textContent !== words) parts.sight.textContent = words;
}

// The other leg's turn: in words, by sound, aloud; halfway the clock waits until the person is ready.
function turn() {
  const side = sides.change();
  tell(side, now() + 1); // after the repetition that was just counted
  showSide();
  cues.give(side);
}

const turning = () => sides.due({ reps: total(), seconds: clock.seconds });

function halfway() {
  if (!clock.running || !turning()) return;
  pause();
  turn();
  parts.state.textContent = `Halfway: now the ${sides.now} leg. Press Go on when you are ready.`;
  say(parts.state.textContent);
}

// After each set but the last: a rest. A phone at the waist goes on, nobody is there to press Go on.
function betweenSets() {
  if (nSets < 2 || !(perSet.reps || perSet.seconds)) return;
  const n = Math.floor(perSet.reps ? total() / perSet.reps : clock.seconds / perSet.seconds);
  const all = target.reps ? sides.total / perSet.reps : nSets;
  if (n <= setsTold) return;
  setsTold = n;
  if (!clock.running || n >= all) return;
  const rest = `Set ${n} of ${all} done. Rest ${minutes(Number(page.dataset.restS))} minutes`;
  if (!worn) pause();
  parts.state.textContent = `${rest}${worn ? "." : ", then press Go on."}`;
  say(parts.state.textContent);
}

function showSide() {
  if (parts.side) parts.side.textContent = sides.now ? `${sides.now} leg` : "";
}

function watchSight() {
  cues.tidy();
  if (source === "phone" && sensor.silentMs > SILENT_MS) cues.give("still");
  const lost = source === "camera" && sensor.running && performance.now() - measured.seenAt > LOST_MS;
  if (lost && measured.seenAt > -Infinity) cues.give("lost");
}

function beat(index) {
  const { word } = phases[index];
  parts.phase.textContent = word;
  parts.pad.classList.toggle("beat", index === 0);
  if (byBeat) catchUp();
}

// By the beat: the clock says how many cycles are over, also after the phone slept.
function catchUp() {
  const at = now();
  const due = Math.floor(clock.seconds / period);
  for (let n = total(); n < due && !turning(); n += 1) count(at - (clock.seconds - (n + 1) * period) * 1000);
}

async function start() {
  if (clock.running || starting || over) return;
  inDoubt = false;
  starting = true;
  parts.state.classList.remove("trouble");
  const complaint = sensor ? await begun() : "";
  starting = false;
  if (complaint) return void trouble(complaint);
  if (leadMs && !(await inPlace())) return;
  clock.start();
  page.classList.add("begun");
  tell("resume");
  if (sides.now) tell(sides.now);
  stayAwake(true);
  parts.state.textContent = "";
  say("Started");
  show();
  if (phases.length) await metronome.start();
}

let starting = false;
let placing = false;
let over = false;

// Seconds to get into place, aloud; nothing is measured meanwhile. False if the person stopped instead.
async function inPlace() {
  starting = placing = true;
  if (sensor) sensor.held = true;
  parts.pause.textContent = "Stop";
  page.classList.add("placing");
  await metronome.wake();
  const until = now() + leadMs;
  for (let seconds = Infinity; placing && !over && seconds > 0; ) {
    const left = Math.ceil((until - now()) / 1000);
    if (left !== seconds && left > 0) {
      parts.state.textContent = `Get into place: ${left}`;
      parts.phase.textContent = `ready in ${left}`;
      if (voice && (seconds === Infinity || left <= 3)) speak(seconds === Infinity ? `${left} seconds to get into place` : String(left));
    }
    seconds = left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (sensor) sensor.held = false;
  const ready = placing && !over;
  starting = placing = false;
  page.classList.remove("placing");
  parts.state.textContent = parts.phase.textContent = "";
  if (ready) metronome.chime(READY_HZ);
  else show();
  return ready;
}

function leave() {
  placing = false;
  sensor?.stop();
}

// What the coach says about a test: a prompt, an answer to it, or the end.
function hearTest({ prompt, unanswered, ended }) {
  if (over) return;
  parts.prompts.textContent = unanswered + (prompt ? 1 : 0);
  if (prompt) {
    cues.prompt(prompt, unanswered);
    say(parts.cue.textContent);
  }
  if (!ended) return;
  over = true;
  parts.prompts.textContent = 2;
  pause();
  const words = `The test is over: ${total()} raises. Two prompts without a change.`;
  parts.state.textContent = words;
  parts.cue.textContent = "";
  metronome.chime([660, 440, 330]);
  if (voice) speak(`The test is over. ${total()} raises.`);
  say(words);
  parts.finish.querySelector("button").focus();
}

async function begun() {
  parts.state.textContent = filmed ? "Waiting for the camera …" : "Waiting for the sensors …";
  parts.viewfinder?.classList.add("on");
  if (parts.sight) parts.sight.textContent = "";
  return sensor.start();
}

function pause() {
  if (!clock.running) return;
  sensor?.stop();
  if (byBeat) catchUp();
  clock.stop();
  metronome.stop();
  stayAwake(false);
  parts.phase.textContent = "";
  parts.pad.classList.remove("beat");
  parts.viewfinder?.classList.remove("on");
  if (parts.sight) parts.sight.textContent = "The camera starts when you do.";
  cues?.clear();
  tell("pause");
  say(`Paused at ${total()} ${unit}`);
  show();
}

function tap() {
  if (!clock.running) return void start();
  if (over) return;
  if (!byBeat && !source) count(now());
}

function undo() {
  if (!total()) return;
  sent -= 1;
  taps.pop();
  tell("undo");
  say(`${total()} ${unit}`);
  show();
}

function pauseQuietly() {
  sensor.stop();
}

function felt() {
  tell("pain");
  if (placing) leave();
  pause();
  parts.state.textContent = "Noted. Stop here if it is sharp or does not fade; you can say how strong it was on the next page.";
}

function show() {
  const seconds = clock.seconds;
  parts.count.textContent = total();
  parts.elapsed.textContent = minutes(seconds);
  const last = taps.slice(-6);
  const spread = last.length > 1 ? (last.at(-1) - last[0]) / (last.length - 1) : 0;
  const pace = source ? measured.pace : spread && 60000 / spread;
  parts.pace.textContent = pace ? Math.round(pace) : "–";
  if (sides.total) parts.left.textContent = Math.max(0, sides.total - total());
  else if (target.seconds) parts.left.textContent = minutes(Math.max(0, target.seconds - seconds));
  page.classList.toggle("paused", !clock.running && seconds > 0);
  if (!placing) parts.pause.textContent = clock.running ? "Pause" : seconds > 0 ? "Go on" : "Start";
  if (test) parts.pause.hidden = clock.running || seconds > 0;
  halfway();
  betweenSets();
  const done = sides.total ? total() >= sides.total : target.seconds && seconds >= target.seconds;
  if (done && clock.running && !page.classList.contains("done")) {
    page.classList.add("done");
    say("Target reached. Finish, or go on as long as it feels good.");
    parts.state.textContent = "Target reached. Finish, or go on as long as it feels good.";
  }
  parts.undo.disabled = total() === 0;
}

// A page that is opened on a session that runs: another window has it, or nobody since this page was closed.
function settle({ alone, left_ms, left_s }) {
  inDoubt = false;
  clock.set(alone ? left_s : Number(page.dataset.ranS));
  if (!alone) return clock.start();
  if (!left_s && !known) return;
  tell("pause", left_ms);
  const at = new Date(left_ms);
  const day = at.toDateString() === new Date().toDateString() ? "" : `${at.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, `;
  const when = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  parts.state.textContent = `This page was closed at ${day}${when}. What you did until then is kept; press Go on, or Finish.`;
}

link.addEventListener("message", ({ detail }) => {
  if (detail.kind === "hello" && inDoubt) {
    known = detail.n_reps;
    settle(detail);
  }
  if (detail.kind === "measured") return hearMeasured(detail);
  if (detail.kind === "test") return hearTest(detail);
  if (detail.kind === "busy") {
    parts.state.textContent = "Another window measures this session; this one shows the count.";
    pauseQuietly();
  }
  if (detail.n_reps !== undefined) {
    known = detail.n_reps;
    sent = link.pending((message) => ({ tap: 1, undo: -1 })[message.kind] ?? 0);
    show();
  }
});
link.addEventListener("state", ({ detail }) => (page.dataset.linked = String(detail.connected)));
let told = ""; // what the state line said before the connection was lost
link.addEventListener("state", ({ detail }) => {
  if (detail.connected && parts.state.dataset.lost === "true") parts.state.textContent = told;
  else if (parts.state.dataset.lost !== "true") told = parts.state.textContent;
  parts.state.dataset.lost = String(!detail.connected);
  if (detail.connected) return;
  parts.state.textContent = detail.reason || (filmed ? CUT_FILMED : CUT);
  if (filmed && clock.running) cues.give("cut");
});
sensor?.addEventListener("gone", () => {
  pause();
  trouble("The camera was taken away. Plug it in again and press Go on; every repetition so far is kept.");
});
sensor?.addEventListener("dark", () => {
  pause();
  trouble("The camera gives no picture. Is it covered, or used by another program? Press Go on to try again; every repetition so far is kept.");
});
// While the screen is off a browser gives neither pictures nor movements; the time goes on all the same.
let hiddenAt = null;
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return void (hiddenAt ??= now());
  const awayMs = hiddenAt === null ? 0 : now() - hiddenAt;
  hiddenAt = null;
  if (!source || !clock.running || awayMs < ASLEEP_MS) return;
  parts.state.textContent = `This page was hidden for ${minutes(awayMs / 1000)}; what you did meanwhile may not be counted. Keep the screen on.`;
});
onJump(() => {
  parts.state.textContent = "The clock of this device was set while you exercise. Your time goes on as it was; nothing is lost.";
});
sensor?.addEventListener("receipt", ({ detail }) => (page.dataset.roundTripMs = detail.roundTripMs.toFixed(1)));
onVoices((found) => {
  parts.voice.hidden = !found;
  if (blind && !spokenFor) setVoice(found); // whoever stands at the wall, or carries the phone, sees no screen
});
function setVoice(on) {
  voice = on;
  parts.voice.setAttribute("aria-pressed", String(on));
}
parts.voice.addEventListener("click", () => {
  spokenFor = true;
  setVoice(!voice);
  if (voice) speak("Voice on");
});
parts.pad.addEventListener("click", tap);
parts.pause.addEventListener("click", () => (clock.running ? pause() : placing ? leave() : start()));
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
  over = test;
  if (placing) leave();
  if (sensor?.running) sensor.stop();
  pause();
  if (!unsaved()) return;
  event.preventDefault();
  finishing = true;
  parts.state.textContent = "Waiting for the coach to have everything …";
});
link.addEventListener("message", () => {
  if (!finishing || unsaved()) return;
  finishing = false; // once: every receipt comes by here
  parts.finish.submit();
});
for (const button of page.querySelectorAll("[data-prompt]")) {
  button.addEventListener("click", () => clock.running && link.post(JSON.stringify({ kind: "prompt", rule: button.dataset.prompt })));
}
showSide();
if (clock.seconds > 0 || Number(parts.count.textContent)) page.classList.add("begun");
if (test && clock.seconds > 0) {
  inDoubt = false;
  parts.state.textContent = "This leg was interrupted and cannot go on: finish it as it was, or discard and repeat it.";
}
setInterval(() => {
  page.dataset.unsaved = String(unsaved());
  if (cues) watchSight();
  if (!clock.running) return;
  if (test) link.post(JSON.stringify({ kind: "tick", at_ms: Date.now() }));
  if (byBeat) catchUp();
  show();
}, 250);
show();
page.dataset.ready = "true";
