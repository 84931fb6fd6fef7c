// No form of the admin is sent without a session: each button asks for it first. When it has ended, or belongs to
// another account than the page, the sign-in opens over the page. Then what was pressed is pressed again.
const owner = document.querySelector("meta[name=portal-user]")?.content;
const box = document.getElementById("portal-sign-in");
const frame = box.querySelector("iframe");
const another = box.querySelector("[data-sign-in=other]");
const text = box.dataset;
const send = window.fetch;
const HEADER = "X-CSRFToken";
const PATIENCE = 10000;
const IN = "in";
const ENDED = "ended";
const OTHER = "other";
const SILENT = "silent";

let held = null; // the button that waits
let key = null; // the newest CSRF token
let unsaved = false; // whether an autosave has failed
let leftAt = 0; // when the sign-in was last closed without signing in

function kind({ left, user }) {
  if (left <= 0) return ENDED;
  return owner && String(user) !== owner ? OTHER : IN;
}

async function look() {
  try {
    const options = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
    const answer = await send(text.session, options);
    if (!answer.ok) return SILENT;
    const state = await answer.json();
    document.dispatchEvent(new CustomEvent("portal:session", { detail: state }));
    return kind(state);
  } catch {
    return SILENT;
  }
}

function tell(said, type) {
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text: said, type } }));
}

// Signing in makes a new token: forms that were open before would be refused without it.
function renew(token) {
  key = token;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
}

function press() {
  const button = held;
  held = null;
  if (button?.isConnected) button.click();
}

function open(state) {
  const told = box.querySelector("[role=alert]");
  if (told.textContent !== text[state]) told.textContent = text[state];
  another.hidden = state !== OTHER;
  if (state === ENDED && frame.hidden) frame.src = text.login;
  frame.hidden = state !== ENDED;
  if (!box.open) box.showModal();
}

function goOn() {
  frame.hidden = true;
  box.close(IN);
  if (held) return press();
  tell(text.again, "success");
  if (!unsaved) return;
  const edits = { cancelable: true, detail: { type: "edits" } };
  document.querySelector("form[data-edit-form]")?.dispatchEvent(new CustomEvent("w-unsaved:add", edits));
}

function take(state) {
  const found = kind(state);
  if (found === IN) renew(state.token);
  if (!box.open) return;
  if (found === IN) goOn();
  else open(found);
}

// What was sent before somebody closed the sign-in does not open it again.
async function check(sentAt = performance.now()) {
  const state = await look();
  if (sentAt < leftAt) return;
  if (state === ENDED || state === OTHER) open(state);
}

async function letThrough(button) {
  held = button;
  const state = await look();
  if (state === IN) return press();
  if (state !== SILENT) return open(state);
  held = null;
  tell(text.silent, "error");
}

function sends(button) {
  if (button.matches("[data-workflow-action-name], [data-workflow-action-url]")) return true;
  return button.type === "submit" && button.form?.method === "post";
}

async function changeAccount() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  await send(text.logout, { method: "POST", headers: { [HEADER]: token } });
  check();
}

// What the admin's scripts send has the token that the page began with, and says nothing of a session that has ended.
window.fetch = async (address, options = {}) => {
  const headers = new Headers(options.headers ?? (address instanceof Request ? address.headers : undefined));
  if (key && headers.has(HEADER)) headers.set(HEADER, key);
  const sentAt = performance.now();
  const answer = await send(address, { ...options, headers });
  if (answer.status === 401 || answer.status === 403) check(sentAt);
  return answer;
};

function watch() {
  document.addEventListener("portal:session", (event) => take(event.detail));
  document.addEventListener("portal:sign-in", () => check());
  document.addEventListener("w-autosave:error", () => {
    unsaved = true;
  });
  document.addEventListener("w-autosave:success", () => {
    unsaved = false;
  });
  window.jQuery?.(document).ajaxError((_event, answer) => [401, 403].includes(answer.status) && check());
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("button, input");
      // What a script presses was pressed by somebody before: here, or in a question of Wagtail's.
      if (!event.isTrusted || !button || !sends(button)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!held) letThrough(button);
    },
    true,
  );
  frame.addEventListener("load", async () => {
    if (!box.open || frame.hidden || (await look()) !== ENDED) return;
    // Not while somebody types in the page: the words would go on in the sign-in.
    if (held || document.activeElement === frame) frame.contentDocument?.querySelector("[name=username]")?.focus();
  });
  another.addEventListener("click", changeAccount);
  box.querySelector("[data-sign-in=close]").addEventListener("click", () => box.close());
  box.addEventListener("close", () => {
    if (box.returnValue === IN) return;
    leftAt = performance.now();
    held = null;
    frame.hidden = true;
    tell(text.left, "error");
  });
}

// The pages for signing in load the same scripts, and there is nothing to lose.
if (owner !== undefined && window.self === window.top) watch();
