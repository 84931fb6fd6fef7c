// A long list of filter values can be narrowed by typing. Without this all of them stand in the list.
(() => {
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")

  const show = (root) => {
    for (const field of root.querySelectorAll("input[data-narrows]")) field.hidden = false
  }

  const narrow = (field) => {
    const typed = plain(field.value.trim())
    const list = field.closest("fieldset")
    for (const label of list.querySelectorAll("label")) {
      label.hidden = typed !== "" && !plain(label.textContent).includes(typed)
    }
    if (typed) list.querySelector("details")?.setAttribute("open", "")
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-narrows]")) narrow(event.target)
  })

  document.addEventListener("keydown", (event) => {
    // Enter would ask for the hits before anything is chosen.
    if (event.key === "Enter" && event.target.matches?.("input[data-narrows]")) event.preventDefault()
  })

  document.addEventListener("htmx:afterSettle", () => show(document))
  show(document)
})()
