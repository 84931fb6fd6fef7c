// Suggests while one types in a search field: an ARIA combobox with a list below. Without this the form has a button.
(() => {
  const SHORTEST = 2
  const PAUSE = 150 // milliseconds without a key before the server is asked

  const combobox = (input) => {
    let timer
    let asking
    let options = []
    let active = -1

    const list = document.createElement("ul")
    list.id = `${input.id}-suggestions`
    list.className = "suggestions"
    list.hidden = true
    list.setAttribute("role", "listbox")
    // Not role="status": a page has one of those, for its results.
    const message = document.createElement("p")
    message.className = "sr"
    message.setAttribute("aria-live", "polite")
    input.parentElement.append(list, message)
    for (const [name, value] of Object.entries({
      "role": "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
      "aria-haspopup": "listbox",
    })) input.setAttribute(name, value)

    const activate = (number) => {
      options[active]?.setAttribute("aria-selected", "false")
      active = number
      const option = options[active]
      if (!option) return input.removeAttribute("aria-activedescendant")
      option.setAttribute("aria-selected", "true")
      option.scrollIntoView({ block: "nearest" })
      input.setAttribute("aria-activedescendant", option.id)
    }

    const close = () => {
      clearTimeout(timer)
      asking?.abort()
      activate(-1)
      options = []
      list.hidden = true
      message.textContent = ""
      input.setAttribute("aria-expanded", "false")
    }

    const show = (answer) => {
      activate(-1)
      options = [...answer.querySelectorAll("[role=option]")]
      if (!options.length) return close()
      options.forEach((option, number) => { option.id = `${list.id}-${number + 1}` })
      list.setAttribute("aria-label", answer.getAttribute("aria-label"))
      list.replaceChildren(...options)
      list.scrollTop = 0
      list.hidden = false
      input.setAttribute("aria-expanded", "true")
      message.textContent = answer.dataset.message
    }

    const ask = async () => {
      const typed = input.value
      asking?.abort()
      asking = new AbortController()
      try {
        const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asking.signal })
        const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html")
        const answer = page.querySelector("[role=listbox]")
        if (!answer) return close()
        // Whoever has gone on, or written something else, is not to be interrupted.
        if (document.activeElement === input && input.value === typed) show(answer)
      } catch (error) {
        if (error.name !== "AbortError") close()
      }
    }

    const askSoon = (pause) => {
      clearTimeout(timer)
      if (input.value.trim().length < SHORTEST) close()
      else timer = setTimeout(ask, pause)
    }

    const follow = (option) => {
      const { url, query } = option.dataset
      close()
      if (url) return location.assign(url)
      input.value = query
      input.form.requestSubmit()
    }

    input.addEventListener("input", (event) => { if (!event.isComposing) askSoon(PAUSE) })
    input.addEventListener("compositionend", () => askSoon(PAUSE))
    input.addEventListener("blur", close)
    // A page that the browser kept must not come back with its list open.
    addEventListener("pagehide", close)
    // The form may be replaced together with the results, the field stays.
    document.addEventListener("submit", (event) => { if (event.target === input.form) close() }, true)

    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
      if (list.hidden) {
        if (event.key === "ArrowDown") { event.preventDefault(); askSoon(0) }
        return
      }
      // Beside the options there is the field itself, between the last and the first.
      const around = (step) => activate(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1)
      if (event.key === "ArrowDown") around(1)
      else if (event.key === "ArrowUp") around(-1)
      else if (event.key === "Escape") close()
      else if (event.key === "Enter" && options[active]) follow(options[active])
      else return
      event.preventDefault()
    })

    // A press on the list must not take the focus from the field.
    list.addEventListener("mousedown", (event) => event.preventDefault())
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) follow(option)
    })
  }

  const prepare = () => {
    for (const input of document.querySelectorAll("input[data-suggest]:not([role=combobox])")) combobox(input)
  }
  prepare()
  // Going back brings another field, as the server has written it.
  document.addEventListener("htmx:historyRestore", prepare)
})()
