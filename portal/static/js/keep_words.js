// Each autosave has an id, so that one whose answer was lost is known as this form's own (portal/saving/own_saves.py).
// The editor's form names the revision that its words build on. After an autosave that is the one just written, and a
// button that is pressed during an autosave waits for its answer: the form would else be refused for its own words. For
// the same reason no autosave begins while the button's own request is on its way.
(() => {
  const form = document.querySelector("form[data-edit-form]");
  if (!form) return;
  const LONGEST = 10000;
  let underWay = false;
  let pressed = null;
  let revision = null;
  let ids = []; // of the saves that may be the latest: those that led to the revision, then those without an answer
  let begun = 0; // how many of them led to it

  function name(field, value) {
    const there = form.querySelectorAll(`input[name=${field}]`);
    for (const input of there) input.value = value;
    if (there.length) return;
    const made = document.createElement("input");
    Object.assign(made, { type: "hidden", name: field, value });
    form.append(made);
  }

  // Only when a button is pressed: Wagtail takes a new field for something that was typed, and would save again.
  function nameSaves() {
    for (const input of form.querySelectorAll("input[name=save_id]")) input.remove();
    for (const value of ids) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "save_id", value }));
    }
  }

  // Not randomUUID, which browsers have on https alone.
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function go() {
    underWay = false;
    const button = pressed;
    pressed = null;
    button?.click();
  }

  function rest() {
    nameSaves();
    if (form.dataset.wAutosaveActiveValue === "false") return;
    form.dataset.wAutosaveActiveValue = "false";
    setTimeout(() => {
      form.dataset.wAutosaveActiveValue = "true";
    }, LONGEST);
  }

  form.addEventListener("w-autosave:save", (event) => {
    underWay = true;
    ids.push(newId());
    for (const id of ids) event.detail.formData.append("save_id", id);
  });
  form.addEventListener("w-autosave:success", (event) => {
    const { revision_id: number, revision_created_at: moment } = event.detail.data;
    if (number) {
      name("loaded_revision_id", number);
      name("loaded_revision_created_at", moment);
      // A revision that is written again keeps the ids that it was begun by.
      if (number === revision) ids.length = begun;
      [revision, begun] = [number, ids.length];
    }
    go();
  });
  form.addEventListener("w-autosave:error", go);
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("button[type=submit], [data-workflow-action-name]");
      if (!button || !form.contains(button)) return;
      if (!underWay) return rest();
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!pressed) setTimeout(() => pressed && go(), LONGEST);
      pressed = button;
    },
    true,
  );
})();
