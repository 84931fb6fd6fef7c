// Marks the hits that came since the reader's last visit. When that was, only this browser knows; it is never sent.
(() => {
  const KEY = "search-visits"
  const PAUSE = 30 * 60 * 1000 // after so many milliseconds without a page it is another visit

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? {} } catch { return {} } // nothing usable there
  }
  const remember = (since) => {
    try { localStorage.setItem(KEY, JSON.stringify({ last: Date.now(), since })) } catch { /* storage may be forbidden */ }
  }

  const before = read()
  // The whole of a visit is compared with the one before it: choosing a filter takes no mark away.
  const since = Date.now() - before.last > PAUSE ? before.last : before.since

  const mark = () => {
    remember(since)
    const count = document.getElementById("new-hits")
    if (!count || !since) return
    const fresh = [...document.querySelectorAll("ol.hits > [data-published]")].filter((hit) => Date.parse(hit.dataset.published) > since)
    for (const hit of fresh) {
      if (hit.querySelector(".new")) continue
      const tag = document.createElement("strong")
      tag.className = "tag new"
      tag.textContent = count.dataset.mark
      hit.querySelector(".meta").append(" ", tag)
    }
    count.textContent = (fresh.length === 1 ? count.dataset.one : count.dataset.many).replace("{n}", fresh.length)
    count.hidden = fresh.length === 0
  }

  mark()
  for (const change of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(change, mark)
})()
