// On a phone the filters lie over the hits. While the reader chooses there, each count and the button at the end say
// what the choice so far gives. Without this they stand as they were when the sheet was opened.
(() => {
  let asked = 0

  const count = (form, found) => {
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      const number = box.closest("label").querySelector("span")
      const fresh = found.getElementById(box.id)?.closest("label").querySelector("span")
      // What is no longer listed gives nothing.
      if (number) number.firstChild.data = fresh ? fresh.firstChild.data : "0"
    }
  }

  const tell = (form, found) => {
    const { total } = found.getElementById("tally").dataset
    const button = form.querySelector("button[data-many]")
    button.textContent = total === "1" ? button.dataset.one : button.dataset.many.replace("{n}", total)
    document.getElementById("announcement").textContent = found.getElementById("tally").textContent
  }

  document.addEventListener("change", async (event) => {
    const form = event.target.form
    if (form?.id !== "filters" || event.target.type !== "checkbox" || !form.matches(":popover-open")) return
    const turn = ++asked
    try {
      const query = new URLSearchParams(new FormData(form))
      const answer = await fetch(`${form.action}?${query}`, { headers: { "HX-Request": "true" } })
      const found = new DOMParser().parseFromString(await answer.text(), "text/html")
      // A later choice may have been answered first, or the sheet closed.
      if (turn !== asked || !answer.ok || !form.isConnected) return
      count(form, found)
      tell(form, found)
    } catch {
      // No answer: the button still leads to the hits.
    }
  })
})()
