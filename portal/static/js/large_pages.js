// The editor keeps a page that is too large for one request: the server would refuse it, and the browser, going
// back, would not bring back formatted text.
(() => {
  const { fields, bytes, told } = document.currentScript.dataset
  const encoder = new TextEncoder()

  document.addEventListener("submit", (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return
    let count = 0
    let size = 0
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (typeof value !== "string") continue
      count += 1
      size += encoder.encode(name).length + encoder.encode(value).length
    }
    if (count <= Number(fields) && size <= Number(bytes)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text: told, type: "error" } }))
    window.scrollTo(0, 0)
    // Its click has begun to say that the page is being saved, which would keep it from being pressed again.
    setTimeout(() => event.submitter?.setAttribute("data-w-progress-loading-value", "false"))
  }, { capture: true })
})()
