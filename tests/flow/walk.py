"""Walks the tasks of the guide in a browser: counts what its user does, and holds each step to the guide's words."""

import re
import time
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image

from tests.browsing import Visit
from tests.flow.office import Office

ROLES = ("button", "link", "tab", "checkbox", "radio", "textbox", "heading")
MOST_TABS = 400
# How long the walk waits for what has to come.
SECONDS = 30
SCREEN = {"width": 1280, "height": 800}
# A picture has what is named and so much around it, without the menu at the left.
AROUND, LEAST_HEIGHT, MENU = 40, 380, 200


@dataclass
class Cost:
    """What a task asks of its user: clicks, fields and characters, and for whom uses no mouse the keys beside these."""

    clicks: int = 0
    fields: int = 0
    characters: int = 0
    keys: int = 0
    seconds: float = 0.0


class Walk:
    """A browser in the hands of the office's people. `costs` has what each task took, `faults` what the guide has not.

    `url` is where the portal answers. By keyboard there is no click. With a folder for pictures each step of the guide
    has its picture made; without one each has to be there.
    """

    def __init__(
        self, browser: Any, url: str, office: Office, *, by_keyboard: bool = False, pictures: Path | None = None
    ) -> None:
        self.office, self.url = office, url
        self.costs: dict[str, Cost] = {}
        self.visits: dict[str, Visit] = {}
        self._browser, self._by_keyboard, self._pictures = browser, by_keyboard, pictures
        self._steps: list[list[str]] = []
        self._number = 0

    @property
    def page(self) -> Any:
        """The tab of whoever walks."""
        return self.visits[self._who].page

    @property
    def told(self) -> list[str]:
        """What the browser was told on its console, and whom it asked beside the portal."""
        return [word for visit in self.visits.values() for word in (*visit.messages, *visit.foreign)]

    def as_person(self, name: str) -> None:
        """Somebody else sits down, at a browser of their own."""
        self._who = name
        if name in self.visits:
            return
        context = self._browser.new_context(viewport=SCREEN, locale="sv-SE", reduced_motion="reduce")
        cookie = self.office.people[name].client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
        context.set_default_timeout(SECONDS * 1000)
        self.visits[name] = Visit(context.new_page())

    def leave(self) -> None:
        """Close all browsers of the walk."""
        for visit in self.visits.values():
            visit.page.context.close()

    def begin(self, code: str, name: str) -> None:
        """Somebody reads the guide's page of a task, and goes from there to where it begins."""
        self._code, self._number = code, 0
        self.as_person(name)
        self.page.goto(f"{self.url}/admin/guide/{code}/")
        steps = self.page.locator(".portal-guide ol > li")
        self._steps = [step.locator("b").all_inner_texts() for step in steps.all()]
        if not self._pictures:
            broken = steps.locator("img").evaluate_all("found => found.filter(one => !one.naturalWidth).length")
            assert steps.count() == steps.locator("img").count() and not broken, f"{code}: a step has no picture"
        self.page.locator(".portal-guide__begin a").click()
        self.costs[code] = Cost()
        self._began = time.monotonic()

    def end(self, told: str) -> None:
        """The task is done when the portal says so."""
        self.hears(told)
        self.costs[self._code].seconds = round(time.monotonic() - self._began, 1)
        assert not self._steps, f"{self._code}: the guide has more steps: {self._steps}"

    def hears(self, told: str | re.Pattern[str]) -> None:
        """The portal says this, somewhere on the screen."""
        self.page.get_by_text(told).filter(visible=True).first.wait_for()

    def step(self) -> None:
        """The guide's next step is reached: whatever it names is on the screen."""
        self._number += 1
        named = [self.shown(word) for word in self._steps.pop(0)]
        if self._pictures:
            self._take(named, self._pictures / f"{self._code}-{self._number}.webp")

    def shown(self, words: str) -> Any:
        """What is called so on the screen, or else what begins with these words. Waits until it is there."""
        called = self.page.get_by_role(ROLES[0], name=words, exact=True)
        for role in ROLES[1:]:
            called = called.or_(self.page.get_by_role(role, name=words, exact=True))
        begins = self.page.get_by_text(re.compile(rf"^\s*{re.escape(words)}"))
        called.or_(begins).filter(visible=True).first.wait_for()
        found = called.filter(visible=True)
        return (found if found.count() else begins.filter(visible=True)).first

    def press(self, what: Any, key: str = "Enter") -> None:
        """Click on what is called so, or reach it with Tab and press a key there."""
        target = self.shown(what) if isinstance(what, str) else what
        if self._by_keyboard:
            self._reach(target)
            self._key(key)
        else:
            target.click()
            self.costs[self._code].clicks += 1

    def write(self, field: str, text: str) -> None:
        """Fill in a field of the form, given by its id."""
        target = self.page.locator(f"#{field}")
        if self._by_keyboard:
            self._reach(target)
            self.page.keyboard.type(text)
        else:
            target.fill(text)
            self.costs[self._code].clicks += 1
        self.costs[self._code].fields += 1
        self.costs[self._code].characters += len(text)

    def choose(self, field: str, words: str) -> None:
        """Choose a value of a list, given by the id of its field."""
        target = self.page.locator(f"#{field}")
        if self._by_keyboard:
            self._reach(target)
            self.page.keyboard.type(words)
        else:
            target.select_option(label=words)
            self.costs[self._code].clicks += 2
        self.costs[self._code].fields += 1

    def find(self, title: str) -> None:
        """Search the list of publications for a page, and open it. Typing starts nothing until the script is there."""
        self.page.wait_for_load_state("load")
        with self.page.expect_response(lambda answer: "results" in answer.url):
            self.write("id_q", title)
        self.press(title)

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.costs[self._code].keys += 1

    def _reach(self, target: Any) -> None:
        target.wait_for()
        element = target.element_handle()
        for _ in range(MOST_TABS):
            if element.evaluate("one => one === document.activeElement"):
                return
            self._key("Tab")
        raise AssertionError(f"{self._code}: {target} is not reached by the keyboard")

    def _take(self, named: list[Any], path: Path) -> None:
        """Write a picture of what is named, with a line around each."""
        mark = "one => { one.style.outline = '3px solid #b37d00'; one.style.outlineOffset = '3px' }"
        for found in named:
            box = found.bounding_box()
            if box["y"] < 0 or box["y"] + box["height"] > SCREEN["height"]:
                found.scroll_into_view_if_needed()
            found.evaluate(mark)
        boxes = [found.bounding_box() for found in named]
        image = Image.open(BytesIO(self.page.screenshot(animations="disabled", caret="hide")))
        image.crop(_cut(boxes)).save(path, "WEBP", quality=80, method=6)
        for found in named:
            found.evaluate("one => { one.style.outline = one.style.outlineOffset = '' }")

    def figures(self) -> dict[str, dict[str, Any]]:
        """What each task took."""
        return {code: asdict(cost) for code, cost in self.costs.items()}


def _cut(boxes: list[Any]) -> tuple[int, int, int, int]:
    """The part of the screen that has these boxes: all of its width but the menu, at least so high."""
    left = min(MENU, *(box["x"] - AROUND for box in boxes))
    top = min(box["y"] for box in boxes) - AROUND
    bottom = max(LEAST_HEIGHT + top, AROUND + max(box["y"] + box["height"] for box in boxes))
    bottom = min(bottom, SCREEN["height"])
    return int(max(left, 0)), int(max(min(top, bottom - LEAST_HEIGHT), 0)), SCREEN["width"], int(bottom)
