// Sends a recording to the coach and shows how far it is: first the way there, then the measuring.
const form = document.querySelector("[data-measure]");
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const parts = Object.fromEntries(["go", "way", "told", "bar", "stop", "result", "again"].map((name) => [name, part(name)]));
const LOOK_EVERY_MS = 500;
const PATIENCE = 20; // looks without an answer, before it is said that the coach is gone
const GONE = "The coach does not answer. If it was stopped, start it again and choose the file once more.";
const UNREAD = "The browser cannot read this file any more; was it moved, or changed? Choose it again.";
let running = null; // {id, request} of the file that is on its way

function show(words, share) {
  parts.way.hidden = false;
  if (parts.told.textContent !== words) parts.told.textContent = words;
  if (share === null) parts.bar.removeAttribute("value");
  else parts.bar.value = share;
}

function over(words, { done = false } = {}) {
  running = null;
  show(words, done ? 1 : 0);
  parts.bar.hidden = !done;
  parts.stop.hidden = true;
  parts.again.hidden = false;
  parts.go.hidden = done;
}

const size = (bytes) => (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 2 ** 20))} MB`);

/** The moment on this device's clock, with its offset: 2025-03-04T09:30:00+01:00. */
function stamp(local) {
  const east = -new Date(local).getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  return `${local.slice(0, 16)}:00${east < 0 ? "-" : "+"}${two(east / 60)}:${two(east % 60)}`;
}

function address(id) {
  const said = new URLSearchParams();
  for (const name of ["exercise", "placement", "side", "rate_hz", "column"]) {
    const value = form.elements[name].value.trim();
    if (value) said.set(name, value);
  }
  const when = form.elements.recorded_at.value;
  if (when) said.set("recorded_at", stamp(when));
  return `/measure/${id}?${said}`;
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID exists on secure pages only
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function detail(request) {
  try {
    return JSON.parse(request.responseText).detail || GONE;
  } catch {
    return GONE;
  }
}

/** The file's first byte, so that one that cannot be read is told apart from a coach that is gone. */
async function readable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function send(file) {
  const limit = Number(form.dataset.limitBytes);
  parts.again.hidden = parts.result.hidden = true;
  if (file.size > limit) return over(`This file has ${size(file.size)}; the coach takes at most ${size(limit)}. Cut the recording into parts, or film with fewer pixels.`);
  if (!file.size) return over("This file is empty; choose another.");
  if (!(await readable(file))) return over(UNREAD);
  parts.go.hidden = true;
  parts.stop.hidden = parts.bar.hidden = false;
  const [id, request] = [uuid(), new XMLHttpRequest()];
  running = { id, request };
  request.open("PUT", address(id));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-File-Name", encodeURIComponent(file.name.slice(-120)));
  request.upload.onprogress = ({ loaded, total }) => running && show(`Sending: ${size(loaded)} of ${size(total)}`, loaded / total);
  request.onload = () => (request.status === 202 ? watch(id) : over(detail(request)));
  request.onerror = async () => over((await readable(file)) ? GONE : UNREAD);
  request.onabort = () => over("Stopped; nothing was kept.");
  show("Sending …", 0);
  request.send(file);
}

async function watch(id) {
  const state = await look(id);
  if (running?.id !== id) return;
  if (typeof state === "string") return over(state);
  if (state.stage === "failed") return over(state.message);
  if (state.stage === "done") return finish(state);
  const share = state.done_frac > 0 ? state.done_frac : null;
  show(state.stage === "waiting" ? "Waiting for another recording …" : share === null ? "Measuring …" : `Measuring: ${Math.round(100 * share)} %`, share);
  setTimeout(() => watch(id), LOOK_EVERY_MS);
}

/** What the coach says; in words where it says nothing of use. */
async function look(id) {
  for (let k = 0; k < PATIENCE; k += 1) {
    try {
      const answer = await fetch(`/measure/${id}.json`);
      const state = await answer.json();
      return answer.ok ? state : state.detail || GONE;
    } catch {
      await new Promise((go) => setTimeout(go, LOOK_EVERY_MS));
    }
  }
  return GONE;
}

function finish(state) {
  const counted = state.n_reps === 1 ? "1 repetition" : `${state.n_reps} repetitions`;
  over(state.message ? `${counted}. ${state.message}` : `${counted}.`, { done: true });
  parts.result.href = `/sessions/${state.session_id}`;
  parts.result.hidden = false;
  parts.result.classList.replace("plain", "primary");
  parts.result.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  if (file && !running) send(file);
});
form.elements.file.addEventListener("change", () => {
  const [file] = form.elements.file.files;
  if (!file) return;
  const when = new Date(file.lastModified - 60_000 * new Date(file.lastModified).getTimezoneOffset());
  form.elements.recorded_at.value = when.toISOString().slice(0, 16);
});
parts.stop.addEventListener("click", async () => {
  if (!running) return;
  if (running.request.readyState < XMLHttpRequest.DONE) return running.request.abort();
  parts.told.textContent = "Stopping …";
  await fetch(`/measure/${running.id}`, { method: "DELETE" }).catch(() => {});
});
parts.again.addEventListener("click", () => {
  parts.way.hidden = true;
  parts.go.hidden = false;
  form.elements.file.value = "";
  form.elements.file.focus();
});
form.dataset.ready = "true";
