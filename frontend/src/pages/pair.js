// Pairing: takes the code out of the address, where no server and no history keeps it, and tries a live connection.
const form = document.querySelector("[data-pair]");

function nameOf(agent) {
  for (const name of ["iPhone", "iPad", "Android", "Windows", "Mac"]) if (agent.includes(name)) return name;
  return "Phone";
}

function tryLink() {
  const socket = new WebSocket(new URL("/pair/link", location.href.replace(/^http/, "ws")));
  let opened = false;
  socket.onopen = () => (opened = true);
  socket.onclose = () => (document.querySelector("[data-part=untrusted]").hidden = opened);
}

if (form) {
  form.elements.secret.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.name.value = nameOf(navigator.userAgent);
  const missing = !form.elements.secret.value;
  document.querySelector("[data-part=missing]").hidden = !missing;
  form.hidden = missing;
  if (!missing) tryLink();
}
