// Replaces the hits in place when a filter is chosen. Without this the form has a button, and links are links.
(() => {
  let opened = []
  let focused = ""

  document.addEventListener("change", (event) => {
    const form = event.target.form
    if (form?.id !== "filters" || event.target.type !== "checkbox") return
    // On a phone the filters lie over the hits: there one chooses several and then asks for the hits.
    if (!form.matches(":popover-open")) form.dispatchEvent(new CustomEvent("choose"))
  })

  document.addEventListener("htmx:beforeSwap", () => {
    opened = [...document.querySelectorAll("#filters details[open]")].map((list) => list.id)
    focused = document.activeElement?.id ?? ""
  })

  document.addEventListener("htmx:afterSettle", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "")
    const active = document.activeElement
    if (active && active !== document.body) return
    // What had the focus may be gone (a removed filter): go on from the new heading.
    const next = (focused && document.getElementById(focused)) || document.getElementById("tally")
    next?.focus({ preventScroll: true })
  })

  // The links to the other languages lead to the same selection.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    for (const link of document.querySelectorAll("a[hreflang]")) link.search = location.search
  })

  // An error page is a page of its own: let the browser show it.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, (event) => location.assign(event.detail.pathInfo.finalRequestPath ?? location.href))
  }
})()
