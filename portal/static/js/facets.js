// A long list of filter values can be narrowed by typing; a part is chosen in place of its whole. Without this all
// values stand in the list, and whoever goes on to a part unticks the whole.
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
    for (const folded of list.querySelectorAll("details")) {
      folded.hidden = !folded.querySelector("label:not([hidden])")
      if (typed) folded.setAttribute("open", "")
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-narrows]")) narrow(event.target)
  })

  // Who goes on to a part wants less, not the whole and its part; and the other way round. Before the hits are asked for.
  document.addEventListener("change", (event) => {
    const label = event.target.checked ? event.target.closest("#filters fieldset label") : null
    if (!label) return
    const whole = label.closest("details.narrower")?.previousElementSibling
    const parts = label.nextElementSibling?.matches("details.narrower") ? label.nextElementSibling : null
    for (const box of [whole, parts].flatMap((each) => [...(each?.querySelectorAll("input") ?? [])])) box.checked = false
  }, true)

  document.addEventListener("keydown", (event) => {
    // Enter would ask for the hits before anything is chosen.
    if (event.key === "Enter" && event.target.matches?.("input[data-narrows]")) event.preventDefault()
  })

  document.addEventListener("htmx:afterSettle", () => show(document))
  show(document)
})()
