// The rest between the legs: counts down from a stamp, so that a locked phone loses none of it.
import { minutes } from "../clock.js";
import { say } from "../cues.js";

const rest = document.querySelector("[data-rest-until]");
const until = Date.parse(rest.dataset.restUntil);
const left = rest.querySelector('[data-part="left"]');
const said = rest.querySelector('[data-part="said"]');

function show() {
  const seconds = (until - Date.now()) / 1000;
  left.textContent = minutes(Math.max(0, Math.ceil(seconds)));
  if (seconds > 0) return;
  clearInterval(timer);
  said.textContent = "The rest is over.";
  if (seconds > -2) say("The rest is over. The other leg.");
}

const timer = setInterval(show, 250);
show();
