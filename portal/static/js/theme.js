// Runs before the page is drawn, so that a chosen colour scheme doesn't flash. The site works without it.
(() => {
  const root = document.documentElement
  const schemes = ["light", "dark"]
  const remembered = () => {
    try { return localStorage.getItem("theme") } catch { return null } // storage may be forbidden
  }
  const choose = (scheme) => {
    if (schemes.includes(scheme)) root.dataset.theme = scheme
    else delete root.dataset.theme
  }
  choose(remembered())

  addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".themes")
    if (!box || !CSS.supports("color", "light-dark(#fff, #000)")) return
    box.hidden = false
    box.querySelector(`[value="${root.dataset.theme ?? ""}"]`).checked = true
    box.addEventListener("change", (event) => {
      choose(event.target.value)
      try { localStorage.setItem("theme", event.target.value) } catch { /* chosen for this page only */ }
    })
  })
})()
