// The editor's form names the revision that its words build on. After an autosave that is the one just written, and a
// button that is pressed during an autosave waits for its answer: the form would else be refused for its own words. For
// the same reason no autosave begins while the button's own request is on its way.
(() => {
  const form = document.querySelector("form[data-edit-form]");
  if (!form) return;
  const LONGEST = 10000;
  let underWay = false;
  let pressed = null;

  function name(field, value) {
    const there = form.querySelectorAll(`input[name=${field}]`);
    for (const input of there) input.value = value;
    if (there.length) return;
    const made = document.createElement("input");
    Object.assign(made, { type: "hidden", name: field, value });
    form.append(made);
  }

  function go() {
    underWay = false;
    const button = pressed;
    pressed = null;
    button?.click();
  }

  function rest() {
    if (form.dataset.wAutosaveActiveValue === "false") return;
    form.dataset.wAutosaveActiveValue = "false";
    setTimeout(() => {
      form.dataset.wAutosaveActiveValue = "true";
    }, LONGEST);
  }

  form.addEventListener("w-autosave:save", () => {
    underWay = true;
  });
  form.addEventListener("w-autosave:success", (event) => {
    const { revision_id: number, revision_created_at: moment } = event.detail.data;
    if (number) {
      name("loaded_revision_id", number);
      name("loaded_revision_created_at", moment);
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
