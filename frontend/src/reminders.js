// Reminders on every open page: asked for while the page is seen (or may show notifications), never during a session.
const ASK_MS = 30_000;
const IDLE_MS = 300_000; // nobody has set one up for pages
const FIRST_MS = 2_000;
const AWAY_MS = 600_000; // a page that was asleep for longer: whoever sits here now has been away
const ANSWERS = { done: "Done", later: "Later", "not today": "Not today" };
const SOUND = "reminder-sound";
const SITTING = "sitting";

let shown = null;

// Since when somebody has been sitting before this browser: the page was open without a longer break.
function sittingSince() {
  const now = Date.now();
  const { since = now, seen = now } = JSON.parse(localStorage.getItem(SITTING) ?? "{}");
  const fresh = now - seen > AWAY_MS || seen > now ? now : since;
  localStorage.setItem(SITTING, JSON.stringify({ since: fresh, seen: now }));
  return fresh;
}

const mayNotify = () => "Notification" in window && Notification.permission === "granted";

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.ok && answer.status === 200 ? answer.json() : null;
}

function chime() {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 660 });
  const level = new GainNode(context, { gain: 0.15 });
  level.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
  tone.connect(level).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  tone.onended = () => context.close();
}

function element(name, facts, ...children) {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...children);
  return made;
}

function tell(due) {
  shown?.remove();
  const answer = (said) => {
    shown?.remove();
    shown = null;
    post(`/reminders/${due.id}/reply`, { occasion: due.occasion, said }).catch(() => {});
  };
  const buttons = Object.entries(ANSWERS).map(([said, words]) => element("button", { type: "button", className: "plain", textContent: words, onclick: () => answer(said) }));
  const words = element("p", { role: "status" }, element("strong", { textContent: `${due.title}. ` }), due.message);
  const begin = element("a", { href: due.link, className: "plain", textContent: "Begin" });
  shown = element("aside", { className: "reminder", ariaLabel: "Reminder" }, words, element("div", { className: "row" }, begin, ...buttons));
  document.body.append(shown);
  if (localStorage.getItem(SOUND) === "on") chime();
  if (mayNotify() && document.hidden) new Notification(due.title, { body: due.message, tag: due.id });
}

async function ask() {
  let wait = IDLE_MS;
  const since = sittingSince();
  if (shown) wait = ASK_MS;
  else if (!document.hidden || mayNotify()) {
    try {
      const found = await post("/reminders/due/now", { sitting_since_ms: since });
      if (found?.any_on_page) wait = ASK_MS;
      if (found?.due) tell(found.due);
    } catch {
      // the coach is not running: it is asked again later
    }
  }
  setTimeout(ask, wait);
}

// The page that sets them up: sound and notifications of this device.
function settings() {
  const sound = document.querySelector("[data-reminder-sound]");
  const notify = document.querySelector("[data-reminder-notify]");
  if (!sound) return;
  sound.checked = localStorage.getItem(SOUND) === "on";
  sound.addEventListener("change", () => {
    localStorage.setItem(SOUND, sound.checked ? "on" : "off");
    if (sound.checked) chime();
  });
  const say = () => {
    const state = "Notification" in window ? Notification.permission : "missing";
    const words = { granted: "Notifications are on for this browser.", denied: "This browser refuses notifications; its settings of this page can allow them.", missing: "This browser has no notifications." };
    notify.hidden = state !== "default";
    document.querySelector("[data-reminder-said]").textContent = words[state] ?? "";
  };
  notify.addEventListener("click", () => Notification.requestPermission().then(say));
  say();
}

settings();
if (!document.querySelector("[data-live], [data-routine]")) setTimeout(ask, FIRST_MS);
