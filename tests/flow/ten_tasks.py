"""The common tasks of the office, each as the person whose task it is does it, in the words of the guide."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests.flow.office import DRAFTS, PUBLIC, TEXT
from tests.flow.walk import Walk

# Autosave may have made the page before the button is pressed.
CREATED = re.compile(r"(skapad|är sparad)\.")


def new(walk: Walk) -> None:
    walk.begin("new", "olle")
    walk.step()
    walk.press("Rekommendation")
    walk.write("id_title", "Exempel: handledsortos vid artros")
    walk.write("id_ingress", TEXT)
    walk.step()
    walk.press("Spara utkast")
    walk.hears(CREATED)
    walk.press("Visa eller dölj checklistan")
    walk.step()
    walk.end("Innan sidan skickas till granskning")


def submit(walk: Walk) -> None:
    walk.begin("submit", "olle")
    walk.step()
    walk.press(DRAFTS["submitted"])
    walk.press("Fler åtgärder")
    walk.step()
    walk.press("Skicka till granskning")
    walk.end("är skickad till granskning")


def approve(walk: Walk) -> None:
    walk.begin("approve", "rut")
    walk.step()
    walk.press(DRAFTS["approved"])
    walk.step()
    walk.press("Godkänn")
    walk.end("är godkänd. Nästa steg: Beslut.")


def send_back(walk: Walk) -> None:
    walk.begin("return", "rut")
    walk.press(DRAFTS["returned"])
    walk.press("Fler åtgärder")
    walk.step()
    walk.press("Begär ändringar")
    walk.write("id_comment", "Ange åldersgränsen i siffror.")
    walk.step()
    walk.press(walk.page.get_by_role("dialog").get_by_role("button", name="Begär ändringar"))
    walk.end("Den som skickade sidan till granskning ser din kommentar.")


def new_version(walk: Walk) -> None:
    walk.begin("new-version", "olle")
    walk.find(PUBLIC["followed"])
    walk.press("Åtgärder")
    walk.step()
    walk.press("Ny version av denna")
    walk.step()
    walk.press("Gör utkastet")
    walk.end("Det här är ett utkast.")


def withdraw(walk: Walk) -> None:
    walk.begin("withdraw", "pia")
    walk.find(PUBLIC["withdrawn"])
    walk.press("Åtgärder")
    walk.step()
    walk.press("Återkalla")
    walk.write("id_reason", "Underlaget håller inte. Exemplet är påhittat.")
    walk.step()
    walk.press("Begär återkallelse")
    walk.hears("Begärd av Pia Exempelsdotter")
    walk.as_person("per")
    walk.page.goto(f"{walk.url}/admin/")
    walk.press(PUBLIC["withdrawn"])
    walk.step()
    walk.press("Bekräfta: återkalla nu")
    walk.end("är återkallad")


def release(walk: Walk) -> None:
    walk.begin("release", "pia")
    walk.step()
    walk.press("Ny")
    walk.write("id_name", "Exempel: beslut i mars")
    walk.write("id_at", f"{timezone.localtime() + timedelta(days=3):%Y-%m-%d} 08:00")
    walk.step()
    walk.press("Skapa")
    for name in ("released", "released_too"):
        walk.press(walk.page.get_by_role("checkbox", name=DRAFTS[name]), "Space")
    walk.step()
    walk.press("Lägg till")
    walk.end("Sidorna ingår nu i den samlade publiceringen")


def overdue(walk: Walk) -> None:
    walk.begin("overdue", "olle")
    walk.step()
    walk.press(walk.page.locator(".portal-column", has_text="Översyn försenad").get_by_role("link").last)
    walk.step()
    walk.end(PUBLIC["overdue"])


def who_changed(walk: Walk) -> None:
    walk.begin("who-changed", "olle")
    walk.find(PUBLIC["changed"])
    walk.press("Åtgärder")
    walk.step()
    walk.press("Historik")
    walk.step()
    walk.end("Pia Exempelsdotter")


def translate(walk: Walk) -> None:
    walk.begin("translate", "olle")
    walk.find(PUBLIC["translated"])
    walk.press("Åtgärder")
    walk.step()
    walk.press("Översätt den här sidan")
    walk.press("English", "Space")
    walk.step()
    walk.press("Skicka")
    walk.hears("kan nu översättas")
    walk.write("id_title", "Example: light therapy at home")
    walk.write("id_ingress", "Should be offered to adults who can manage it. A made-up example.")
    walk.step()
    walk.press("Spara utkast")
    walk.end("”Example: light therapy at home”")


def decide(walk: Walk) -> None:
    walk.begin("decision", "siv")
    walk.step()
    walk.press(DRAFTS["decided"])
    walk.press("Registrera beslutet")
    walk.write("id_meeting", "Rådets möte 2")
    walk.press(walk.page.locator("#id_confirmed"), "Space")
    walk.step()
    walk.write("id_participants-0-who", "Ordförande")
    walk.choose("id_participants-0-declaration", "Inget intresse att redovisa")
    walk.step()
    walk.press("Registrera beslutet")
    walk.end("är registrerat. Nästa steg: Publicering.")


TASKS: tuple[Callable[[Walk], None], ...] = (
    *(new, submit, approve, send_back, decide, new_version, translate, release, withdraw, overdue, who_changed),
)
