// Puts a box above long lists of checkboxes in the admin: only what holds the typed words is shown. Ticked rows always are.
(() => {
  const LONG = 8;
  const plain = (text) => text.toLocaleLowerCase().normalize();

  function narrow(list, words) {
    for (const row of list.querySelectorAll("div")) {
      row.hidden = !row.querySelector("input:checked") && !words.every((word) => plain(row.textContent).includes(word));
    }
    // The parts of an area are folded below it.
    for (const parts of list.querySelectorAll("details")) {
      parts.hidden = !parts.querySelector("div:not([hidden])");
      parts.open = words.length > 0 || parts.querySelector("input:checked") !== null;
    }
  }

  function start() {
    for (const list of document.querySelectorAll("div.portal-checkboxes")) {
      list.setAttribute("role", "group");
      list.setAttribute("aria-labelledby", `${list.id}-label`);
      if (list.children.length <= LONG) continue;
      const field = document.createElement("input");
      field.type = "search";
      field.className = "portal-narrow";
      field.placeholder = list.querySelector("[data-narrow]").dataset.narrow;
      field.setAttribute("aria-label", field.placeholder);
      field.addEventListener("input", () => narrow(list, plain(field.value).split(/\s+/).filter(Boolean)));
      // Enter would save the page.
      field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      list.before(field);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
