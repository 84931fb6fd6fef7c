// Warns before a session ends for want of activity, lets the editor stay, and has the sign-in opened once it has ended.
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

// The sign-in is opened over the page by static/js/sign_in.js, which asks first.
function signIn() {
  document.dispatchEvent(new CustomEvent("portal:sign-in"));
}

function tell() {
  const text = script.dataset;
  if (ended()) {
    if (box?.dataset.state !== "ended") signIn();
    return show("ended", text.ended, button(text.signIn, signIn));
  }
  if (seconds() > WARN) return hide();
  const minutes = Math.ceil(seconds() / 60);
  const said = minutes === 1 ? text.warningOne : text.warning.replace("{n}", minutes);
  show("warning", said, button(text.stay, () => ask("POST")));
}

async function ask(method = "GET") {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  try {
    const answer = await fetch(script.dataset.session, { method, headers });
    if (!answer.ok) return;
    document.dispatchEvent(new CustomEvent("portal:session", { detail: await answer.json() }));
  } catch {
    // The portal does not answer: what was known still holds.
  }
}

function watch() {
  document.addEventListener("portal:session", (event) => {
    endsAt = Date.now() + event.detail.left * 1000;
    tell();
  });
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
}

// The pages for signing in load the same scripts, and there is nothing to lose.
if (!document.body.classList.contains("login")) watch();
