// Every page: htmx without anything that the content security policy refuses, and the service worker.
import htmx from "htmx.org/dist/htmx.esm.js";
import "../reminders.js";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold health data; the browser's storage keeps none of it

const sample = document.querySelector(".sample"); // nothing of it may come back when the real coach runs here again
if ("serviceWorker" in navigator && window.isSecureContext && !sample) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // private windows refuse it; the page works without
}
