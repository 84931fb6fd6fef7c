// A rich text editor has no name that is read out: it gets the words of its label, also when it comes with a new block.
(() => {
  function name() {
    for (const input of document.querySelectorAll("[data-draftail-input]:not([data-named])")) {
      const label = input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`)
      const editor = input.parentElement.querySelector("[contenteditable='true']")
      if (!label || !editor) continue
      input.dataset.named = ""
      editor.setAttribute("aria-label", label.textContent.replace(/\s+/g, " ").trim())
    }
  }
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true })
  name()
})()
