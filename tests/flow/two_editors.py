"""Random histories of two people who write in one page, save, autosave, merge, approve and publish it.

Each word that they type is a word of its own. What the portal has acknowledged must stand in the latest version, unless
somebody chose to drop it, and what is public must have been read by two people.
"""

import random
import re
from html import unescape
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from tests.portal.people import Desk

FIELDS = ("title", "ingress", "summary_en", "case_number", "contact_function")


class TwoEditors:
    """One history: `act()` lets somebody do something. `faults` says what went wrong, `is_public` what came of it."""

    def __init__(self, seed: int, page: Any, people: tuple[Desk, Desk]) -> None:
        self._chance = random.Random(seed)
        self._page, self._people = page, people
        self._forms: dict[Desk, dict[str, Any]] = {}
        # The word that each field has by the last save that was acknowledged, and who had all words on the screen.
        self._kept: dict[str, str] = {name: str(getattr(page, name)) for name in FIELDS}
        self._readers: dict[tuple[str, ...], set[int]] = {}
        self._number = 0
        # Nobody takes two steps of one workflow, so that two people would publish nothing.
        page.get_workflow().workflow_tasks.filter(sort_order__gt=0).delete()
        self.refused = 0
        self.is_public = False
        self.faults: list[str] = []

    def act(self) -> None:
        """Let one of the two open the page anew, type, or press one of the buttons."""
        who = self._chance.choice(self._people)
        act = self._chance.choice(("open", "type", "type", "autosave", "save", "save", "approve", "publish"))
        if act == "open" or who not in self._forms:
            self._open(who)
        elif act == "type":
            self._number += 1
            self._forms[who][self._chance.choice(FIELDS)] = f"ord{self._number}"
        else:
            self._send(who, act)
        self._look(f"{who.user.username} {act}")

    def _open(self, who: Desk) -> None:
        latest = self._latest()
        form = who.form(self._page)
        form.pop("overwrite_revision_id", None)
        self._forms[who] = {**form, "loaded_revision_created_at": latest.latest_revision.created_at.isoformat()}

    def _send(self, who: Desk, act: str) -> None:
        form = dict(self._forms[who])
        headers = {"Accept": "application/json"} if act == "autosave" else {}
        if act == "publish":
            form["action-publish"] = "on"
        elif act == "approve":
            form |= {"action-workflow-action": "true", "workflow-action-name": "approve"}
            if not Page.objects.get(pk=self._page.pk).current_workflow_task:
                form = {**self._forms[who], "action-submit": "on"}
        answer = self._post(who, form, headers)
        if answer.status_code == 409:
            self.refused += 1
            if act != "autosave":
                self._merge(who, answer)
        elif act == "autosave" and answer.status_code == 200:
            self._acknowledged(form)
            told = answer.json()
            names = {"loaded_revision_id": "revision_id", "loaded_revision_created_at": "revision_created_at"}
            self._forms[who] |= {name: str(told[key]) for name, key in names.items()}
            self._forms[who]["overwrite_revision_id"] = str(told["revision_id"])
        elif answer.status_code == 302:
            self._acknowledged(form)
            self._open(who)
        # Else the form is shown again with what is wrong, and with all that was typed.

    def _post(self, who: Desk, form: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        address = reverse("wagtailadmin_pages:edit", args=[self._page.pk])
        return who.client.post(address, form, headers=headers or {})

    def _merge(self, who: Desk, answer: Any) -> None:
        """Choose by chance; sometimes the other one saves before that."""
        html = answer.content.decode()
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
        hidden = {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}
        radios = set(re.findall(r'<input type="radio" name="merge-([^"]+)"', html))
        before, base = dict(self._kept), self._latest_of(hidden["loaded_revision_id"])
        choice = {name: self._chance.choice(("mine", "theirs")) for name in sorted(radios)}
        if self._chance.random() < 0.2:
            other = next(one for one in self._people if one is not who)
            self._open(other)
            self._number += 1
            self._forms[other]["ingress"] = f"ord{self._number}"
            self._send(other, "save")
        again = self._post(who, hidden | {f"merge-{name}": side for name, side in choice.items()})
        if again.status_code == 409:
            return  # the other one was faster; what was typed stays in the form
        for name in FIELDS:
            mine, theirs = hidden[name], before[name]
            changed = base is None or str(getattr(base, name)) != mine
            self._kept[name] = mine if choice.get(name) == "mine" or (name not in choice and changed) else theirs
        self._open(who)

    def _latest_of(self, number: str) -> Any:
        revision = self._page.revisions.filter(pk=number).first()
        return revision.as_object() if revision else None

    def _acknowledged(self, form: dict[str, Any]) -> None:
        self._kept = {name: form[name] for name in FIELDS}

    def _latest(self) -> Any:
        return Page.objects.get(pk=self._page.pk).get_latest_revision_as_object()

    def _look(self, act: str) -> None:
        latest = {name: str(getattr(self._latest(), name)) for name in FIELDS}
        if latest != self._kept:
            self.faults.append(f"{act}: kept {self._kept}, found {latest}")
            self._kept = latest
        for who, form in self._forms.items():
            if all(form[name] == latest[name] for name in FIELDS):
                self._readers.setdefault(tuple(latest.values()), set()).add(who.user.pk)
        live = type(self._page).objects.get(pk=self._page.pk)
        self.is_public = live.live
        if live.live and len(self._readers.get(tuple(str(getattr(live, name)) for name in FIELDS), ())) < 2:
            self.faults.append(f"{act}: public, and fewer than two have read it")
