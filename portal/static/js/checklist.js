// On a phone the side panel lies over the form: close it when a line of the checklist leads to a field below.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".portal-checklist a[href^='#']");
  const panel = link?.closest("[data-form-side]");
  if (panel && panel.getBoundingClientRect().width > window.innerWidth * 0.75) {
    panel.querySelector("[data-form-side-close-button]").click();
  }
}, true);
