// Warns before a session ends for want of activity, lets the editor stay, and keeps what is typed after it has ended.
const script = document.querySelector("script[data-idle]");
const WARN = 10 * 60;
const LOOK = 60;
const LOOK_WHEN_ENDED = 5;

let endsAt = Date.now() + Number(script.dataset.left) * 1000;
let box = null;

const seconds = () => Math.ceil((endsAt - Date.now()) / 1000);
const ended = () => seconds() <= 0;

function show(state, text, ...actions) {
  if (box?.dataset.state === state) {
    if (box.firstChild.textContent !== text) box.firstChild.textContent = text;
    return;
  }
  box?.remove();
  box = document.createElement("div");
  box.className = "portal-idle";
  box.dataset.state = state;
  box.setAttribute("role", "alert");
  const said = document.createElement("p");
  said.textContent = text;
  box.append(said, ...actions);
  document.body.append(box);
}

function hide() {
  box?.remove();
  box = null;
}

function button(label, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  made.addEventListener("click", action);
  return made;
}

function link(label, address) {
  const made = document.createElement("a");
  made.className = "button";
  made.target = "_blank";
  made.href = address;
  made.textContent = label;
  return made;
}

function tell() {
  const text = script.dataset;
  if (ended()) return show("ended", text.ended, link(text.signIn, text.login));
  if (seconds() > WARN) return hide();
  const minutes = Math.ceil(seconds() / 60);
  const said = minutes === 1 ? text.warningOne : text.warning.replace("{n}", minutes);
  show("warning", said, button(text.stay, () => ask("POST")));
}

// Signing in makes a new token: forms that were open before would be refused without it.
function renew(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

async function ask(method = "GET") {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  try {
    const answer = await fetch(script.dataset.session, { method, headers });
    if (!answer.ok) return;
    const { left, token: current } = await answer.json();
    if (ended() && left > 0) renew(current);
    endsAt = Date.now() + left * 1000;
    tell();
  } catch {
    // The portal does not answer: what was known still holds.
  }
}

function watch() {
  let lookedAt = Date.now();
  setInterval(() => {
    const pause = ended() ? LOOK_WHEN_ENDED : LOOK;
    if (Date.now() - lookedAt >= pause * 1000 && !document.hidden) {
      lookedAt = Date.now();
      ask();
    }
    tell();
  }, 1000);

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  window.addEventListener("focus", () => ask());

  // A form that is sent now would be answered by the sign-in page, and its words would be gone. Buttons are stopped
  // before the form is: Wagtail's turn themselves off while they wait for an answer.
  const stop = (event) => {
    if (!ended()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell();
    box.querySelector("a").focus();
  };
  document.addEventListener("submit", stop, true);
  document.addEventListener("click", (event) => event.target.closest("button[type=submit]") && stop(event), true);
}

// The pages for signing in load the same scripts, and there is nothing to lose.
if (!document.body.classList.contains("login")) watch();
