// What is pasted from Word, Excel or a web page keeps its lists and tables. The rich text editor has no tables and would
// run their cells together: here each becomes a table block after the text, and the text after it a text block.
(() => {
  const { told, left } = document.currentScript.dataset
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

  const LEFT_OUT =
    "script, style, img, picture, source, video, audio, input, link, meta, base, object, embed, iframe, svg, template"

  const words = (node) => node.textContent.replace(/\s+/g, " ").trim()

  // Word writes a list as paragraphs, with the mark or number as text that browsers are to leave out.
  function lists(body) {
    let list = null
    for (const line of body.querySelectorAll("p[class*=MsoList], p[style*=mso-list]")) {
      const mark = line.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")
      const kind = /^\s*([0-9]+|[a-z])[.)]/i.test(mark?.textContent ?? "") ? "ol" : "ul"
      mark?.remove()
      const item = body.ownerDocument.createElement("li")
      item.append(...line.childNodes)
      const follows = list && line.previousElementSibling === list && list.localName === kind
      if (follows) line.remove()
      else line.replaceWith((list = body.ownerDocument.createElement(kind)))
      list.append(item)
    }
  }

  function cleaned(html) {
    // A parsed document runs no script and fetches nothing, as long as its nodes stay in it.
    const { body } = new DOMParser().parseFromString(html, "text/html")
    body.querySelectorAll(LEFT_OUT).forEach((node) => node.remove())
    for (const node of body.querySelectorAll("*")) {
      for (const { name } of [...node.attributes]) if (name.startsWith("on")) node.removeAttribute(name)
    }
    lists(body)
    return body
  }

  // The text of a raised or lowered number says so itself: 10<sup>9</sup> is not 109.
  function shifted(node) {
    const from = "0123456789+-−"
    const to = node.localName === "sup" ? "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻" : "₀₁₂₃₄₅₆₇₈₉₊₋₋"
    const letters = [...words(node)]
    if (letters.every((letter) => from.includes(letter))) {
      return letters.map((letter) => to[from.indexOf(letter)]).join("")
    }
    return (node.localName === "sup" ? "^" : "_") + words(node)
  }

  // A cell is plain text: its lines and paragraphs stay apart.
  function plain(table) {
    table.querySelectorAll("sup, sub").forEach((node) => node.replaceWith(shifted(node)))
    for (const node of table.querySelectorAll("br, p, div, li, dt, dd, pre, blockquote, td, th, h1, h2, h3, h4")) {
      node.before(" ")
      node.after(" ")
    }
  }

  // The cells where a reader sees them. A cell over several rows or columns stands in the first of them.
  function grid(table) {
    plain(table)
    const lines = [...table.rows].map(() => [])
    for (const [down, row] of [...table.rows].entries()) {
      let column = 0
      for (const cell of row.cells) {
        while (lines[down][column] !== undefined) column += 1
        const below = row.parentElement.rows.length - row.sectionRowIndex
        const wide = Math.min(cell.colSpan, 50)
        for (const line of lines.slice(down, down + Math.min(cell.rowSpan || below, below))) {
          for (let over = column; over < column + wide; over += 1) line[over] ??= ""
        }
        lines[down][column] = words(cell)
        column += wide
      }
    }
    const width = Math.max(0, ...lines.map((line) => line.length))
    const data = lines.map((line) => Array.from({ length: width }, (_, column) => line[column] ?? ""))
    return width ? { data, caption: table.caption ? words(table.caption) : "" } : ""
  }

  // The HTML in order: strings of text, and tables.
  function parts(body) {
    const found = []
    const tables = [...body.querySelectorAll("table")].filter((table) => !table.parentElement.closest("table"))
    for (const table of tables) {
      const before = body.ownerDocument.createRange()
      before.setStart(body, 0)
      before.setEndBefore(table)
      found.push(before.extractContents(), table)
      table.remove()
    }
    return [...found, body].map((part) => {
      if (part.localName === "table") return grid(part)
      const holder = body.ownerDocument.createElement("div")
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

  const state = ({ data, caption }) => ({
    data, cell: [], mergeCells: [], first_row_is_table_header: "row", first_col_is_header: "",
    table_header_choice: "row", table_caption: caption,
  })

  function tell(text) {
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "warning" } }))
  }

  // The editor of a block that has just been added; undefined when it does not come.
  async function drawn(child) {
    for (let turn = 0; turn < 100; turn += 1) {
      const editor = child.element.querySelector("[contenteditable=true]")
      if (editor) return editor
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  // Whoever waits for an editor may add blocks: each part comes after the one before it, wherever that stands by then.
  async function insert(stream, after, editor, rest) {
    for (const part of rest.filter(Boolean)) {
      const [type, value] =
        typeof part === "string" ? ["text", stream.blockDef.initialChildStates.text] : ["table", state(part)]
      after = stream.insert({ type, value, id: null }, stream.children.indexOf(after) + 1, {})
      if (type === "table") continue
      const own = await drawn(after)
      if (!own) tell(left)
      ;(own ?? editor).focus()
      paste(own ?? editor, part)
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
    const holder = (stream) => stream.children.find((child) => child.element.contains(editor))
    const stream = [...streams].find((given) => "table" in given.blockDef.childBlockDefsByName && holder(given))
    if (stream) {
      if (first) paste(editor, first)
      insert(stream, holder(stream), editor, rest)
      return
    }
    // An empty cell keeps its place, so that values stay under their headings.
    const lines = ({ data, caption }) => [caption, ...data.map((line) => (line.some(Boolean) ? line.join(" | ") : ""))]
    const flat = [first, ...rest].map((part) =>
      part && typeof part !== "string" ? lines(part).filter(Boolean).map(escaped).join("") : part)
    paste(editor, flat.join(""))
    if (rest.length) tell(told)
  }, { capture: true })

  watch()
  document.addEventListener("DOMContentLoaded", watch)
})()
