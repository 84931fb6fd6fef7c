// What is pasted from Word, Excel or a web page keeps its lists and tables. The rich text editor has no tables and would
// run their cells together: here each becomes a table block after the text, and the text after it a text block.
(() => {
  const { told } = document.currentScript.dataset
  const streams = new Set()

  // The streams of the form, as they are drawn: nothing else gives them out.
  function watch() {
    const definition = window.wagtailStreamField?.blocks.StreamBlockDefinition.prototype
    if (!definition || definition.portalWatched) return
    const render = definition.render
    definition.portalWatched = true
    definition.render = function (...given) {
      const stream = render.apply(this, given)
      streams.add(stream)
      return stream
    }
  }

  const words = (node) => node.textContent.replace(/\s+/g, " ").trim()

  // Word writes a list as paragraphs, with the mark or number as text that browsers are to leave out.
  function lists(body) {
    let list = null
    for (const line of body.querySelectorAll("p[class*=MsoList], p[style*=mso-list]")) {
      const mark = line.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")
      const kind = /^\s*([0-9]+|[a-z])[.)]/i.test(mark?.textContent ?? "") ? "ol" : "ul"
      mark?.remove()
      const item = document.createElement("li")
      item.append(...line.childNodes)
      const follows = list && line.previousElementSibling === list && list.localName === kind
      if (follows) line.remove()
      else line.replaceWith((list = document.createElement(kind)))
      list.append(item)
    }
  }

  function cleaned(html) {
    // A parsed document runs no script and fetches nothing.
    const { body } = new DOMParser().parseFromString(html, "text/html")
    body.querySelectorAll("script, style, img, link, meta, object, iframe, svg, template").forEach((node) => node.remove())
    lists(body)
    return body
  }

  function rows(table) {
    const lines = [...table.rows].map((row) =>
      [...row.cells].flatMap((cell) => [words(cell), ...Array(Math.max(0, Math.min(cell.colSpan, 50) - 1)).fill("")]))
    const width = Math.max(0, ...lines.map((line) => line.length))
    return lines.map((line) => [...line, ...Array(width - line.length).fill("")])
  }

  // The HTML in order: strings of text, and tables.
  function parts(body) {
    const found = []
    const tables = [...body.querySelectorAll("table")].filter((table) => !table.parentElement.closest("table"))
    for (const table of tables) {
      const before = document.createRange()
      before.setStart(body, 0)
      before.setEndBefore(table)
      found.push(before.extractContents(), table)
      table.remove()
    }
    return [...found, body].map((part) => {
      if (part.localName === "table") return rows(part)
      const holder = document.createElement("div")
      holder.append(...part.childNodes)
      return words(holder) ? holder.innerHTML : ""
    })
  }

  function paste(editor, html) {
    const data = new DataTransfer()
    data.setData("text/html", html)
    data.setData("text/plain", words(new DOMParser().parseFromString(html, "text/html").body))
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    event.portalPasted = true
    editor.dispatchEvent(event)
  }

  const state = (data) => ({
    data, cell: [], mergeCells: [], first_row_is_table_header: "row", first_col_is_header: "",
    table_header_choice: "row", table_caption: "",
  })

  async function insert(stream, at, rest) {
    for (const part of rest.filter((given) => given.length)) {
      at += 1
      if (typeof part !== "string") {
        stream.insert({ type: "table", value: state(part), id: null }, at, {})
        continue
      }
      stream.insert({ type: "text", value: stream.blockDef.initialChildStates.text, id: null }, at, {})
      const drawn = () => stream.children[at].element.querySelector("[contenteditable=true]")
      for (let turn = 0; turn < 50 && !drawn(); turn += 1) await new Promise((done) => setTimeout(done, 20))
      drawn().focus()
      paste(drawn(), part)
    }
  }

  function escaped(text) {
    const holder = document.createElement("p")
    holder.textContent = text
    return holder.outerHTML
  }

  document.addEventListener("paste", (event) => {
    const editor = event.target.closest?.(".public-DraftEditor-content")
    const html = event.clipboardData?.getData("text/html") ?? ""
    // What is copied within an editor keeps its own form.
    if (!editor || event.portalPasted || html.includes("data-draftjs-conductor") || !/<table|mso-?list/i.test(html)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const [first, ...rest] = parts(cleaned(html))
    const holds = (stream) => stream.children.findIndex((child) => child.element.contains(editor))
    const stream = [...streams].find((given) => "table" in given.blockDef.childBlockDefsByName && holds(given) >= 0)
    if (stream) {
      if (first) paste(editor, first)
      insert(stream, holds(stream), rest)
      return
    }
    const flat = [first, ...rest].map((part) =>
      typeof part === "string" ? part : part.map((line) => escaped(line.filter(Boolean).join(" | "))).join(""))
    paste(editor, flat.join(""))
    if (rest.length) {
      document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text: told, type: "warning" } }))
    }
  }, { capture: true })

  watch()
  document.addEventListener("DOMContentLoaded", watch)
})()
