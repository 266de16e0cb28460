// The screen stays awake while a session runs; a lock that the browser took away on hiding is asked for again.
let lock = null;
let wanted = false;

async function ask() {
  if (!wanted || !navigator.wakeLock || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    lock = null; // battery saver: the screen may sleep, the clock goes on
  }
}

export function stayAwake(on) {
  wanted = on;
  if (on) ask();
  else lock?.release().catch(() => {});
}

document.addEventListener("visibilitychange", ask);
