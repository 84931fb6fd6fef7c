// Buttons that copy the address beside them. Without this, or where the browser has no clipboard, one selects the text.
(() => {
  if (!navigator.clipboard) return
  const SECONDS = 4

  for (const list of document.querySelectorAll("[data-copied]")) {
    const message = document.createElement("p")
    message.className = "copied"
    message.setAttribute("aria-live", "polite")
    list.after(message)
    let timer

    for (const button of list.querySelectorAll("button[data-copies]")) {
      button.hidden = false
      button.addEventListener("click", async () => {
        const address = document.getElementById(button.dataset.copies)
        clearTimeout(timer)
        message.textContent = ""
        try {
          await navigator.clipboard.writeText(address.textContent)
          message.textContent = `${list.dataset.copied}: ${address.textContent}`
          timer = setTimeout(() => { message.textContent = "" }, SECONDS * 1000)
        } catch {
          // The browser refused: the text is selected, so that one key copies it.
          getSelection().selectAllChildren(address)
        }
      })
    }
  }
})()
