"""Where no mail server is given mail stays on this machine, and administrators read it in the admin."""

import os
import re
import subprocess
import sys
from pathlib import Path
from stat import S_IMODE

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.urls import reverse

from portal.devserver import bootstrap, mailbox
from portal.outbox.mail_queue import send_waiting
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
LINK = "http://testserver/prenumerera/bekräfta/hemlig-token/"
HTML = "<!doctype html><html><head><title>Brev</title></head><body><a href='/x'>Läs</a><script>1</script></body></html>"


@pytest.fixture
def kept(settings, tmp_path) -> Path:
    """The folder of mails, where no mail server is given."""
    settings.VAR, settings.MAIL_TRANSPORT = tmp_path, mailbox.BACKEND
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    return tmp_path / "mail"


@pytest.fixture
def administrator():
    return desk("asa", roles.ADMINISTRATORS)


def mail_to(*to: str, subject: str = "Nytt i upphandlingar", html: str = HTML, **more) -> int:
    """Send a mail as the worker does. Returns its number."""
    mail = EmailMultiAlternatives(subject, f"Hej!\n\nBekräfta: <{LINK}>\n", to=to, **more)
    if html:
        mail.attach_alternative(html, "text/html")
    assert get_connection(mailbox.BACKEND).send_messages([mail]) == 1
    return mailbox.kept_mails()[0][0].number


def page(number: int, part: str = "mail") -> str:
    return reverse(f"portal_mailbox_{part}", args=[number])


def test_a_mail_of_the_queue_stays_in_a_file_of_its_own_that_nobody_else_reads(kept) -> None:
    send_mail("Rubrik å", "Text ö", None, ["a@region.example"])
    assert send_waiting() == 1
    [file] = kept.iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600
    [mail], unread = mailbox.kept_mails()
    assert (mail.subject, mail.recipients, unread) == ("Rubrik å", "a@region.example", 0)
    opened = mailbox.open_mail(mail.number)
    assert opened and opened.text.strip() == "Text ö"


def test_only_the_newest_are_kept(kept, monkeypatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 2)
    for subject in ("första", "andra", "tredje"):
        mail_to("a@region.example", subject=subject)
    assert [mail.subject for mail in mailbox.kept_mails()[0]] == ["tredje", "andra"]


def test_an_administrator_finds_a_mail_in_the_list_and_opens_it(kept, administrator) -> None:
    number = mail_to("Öla <ola@region.example>", bcc=["dold@region.example"], subject="<b>Välkommen</b>")
    listed = administrator.client.get(reverse("portal_mailbox"))
    shown = listed.content.decode()
    assert "Brevlåda på den här datorn" in shown and "&lt;b&gt;Välkommen&lt;/b&gt;" in shown
    assert page(number) in shown and "ola@region.example" in shown and "pröva portalen" in shown
    opened = administrator.client.get(page(number))
    shown = opened.content.decode()
    assert "dold@region.example" in shown and "Message-ID" in shown
    [link] = re.findall(r'<a href="([^"]*hemlig-token/)"', shown)
    assert link.startswith("http://testserver/prenumerera/bekr")
    frame = re.search(r"<iframe[^>]*sandbox[^>]*>", shown)
    assert frame and page(number, "html") in frame[0]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame[0]
    for answer in (listed, opened):
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_the_html_runs_nothing_and_its_links_open_in_a_new_tab(kept, administrator) -> None:
    answer = administrator.client.get(page(mail_to("a@region.example"), "html"))
    assert '<head><base target="_blank"><title>Brev</title>' in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script-src" not in policy and "allow-scripts" not in policy and "allow-same-origin" not in policy
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_mail_without_html_has_no_frame(kept, administrator) -> None:
    number = mail_to("a@region.example", html="")
    assert "sandbox=" not in administrator.client.get(page(number)).content.decode()
    assert administrator.client.get(page(number, "html")).status_code == 404


@pytest.mark.parametrize("role", [roles.OFFICERS, roles.READERS, roles.SECRETARIES, roles.PUBLISHERS])
def test_nobody_else_reads_it(kept, role) -> None:
    number, person = mail_to("a@region.example"), desk("olle", role)
    for address in (reverse("portal_mailbox"), page(number), page(number, "html")):
        answer = person.client.get(address)
        assert answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
    assert reverse("portal_mailbox") not in menu_of(person)


def menu_of(person) -> str:
    return str(person.client.get(reverse("wagtailadmin_home")).content.decode())


def test_the_menu_leads_there(kept, administrator) -> None:
    assert reverse("portal_mailbox") in menu_of(administrator)


def test_with_a_mail_server_there_is_no_mailbox(kept, administrator, settings) -> None:
    number = mail_to("a@region.example")
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    for address in (reverse("portal_mailbox"), page(number), page(number, "html")):
        assert administrator.client.get(address).status_code == 404
    assert reverse("portal_mailbox") not in menu_of(administrator)


def test_a_superusers_mail_is_for_superusers(kept, administrator) -> None:
    """A link to a new password would make whoever reads it a superuser."""
    chief = desk("chefen", chief=True)
    own, other = mail_to("Chefen <Chefen@region.example>", subject="Lösenord"), mail_to("a@region.example")
    shown = administrator.client.get(reverse("portal_mailbox")).content.decode()
    assert page(other) in shown and page(own) not in shown and "Lösenord" not in shown
    assert administrator.client.get(page(own)).status_code == 404
    assert administrator.client.get(page(own, "html")).status_code == 404
    assert chief.client.get(page(own)).status_code == 200


BROKEN = {
    "1700000000000000001.eml": b"",
    "1700000000000000002.eml": os.urandom(500),
    "1700000000000000003.eml": b"Subject: =?utf-8?b?/////w==?=\r\nTo: <<>>,;@\r\nContent-Type: text/plain; charset=none"
    b"\r\n\r\n\xff\xfe",
    "1700000000000000004.eml": b"To: a@b\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\nno parts",
    "1700000000000000005.eml": b"\xff\xfeSubject: \xe5\r\nTo: \xe5@b\r\nMessage-ID: <\r\nDate: x\r\n\r\n\x00",
    "9999999999999999999.eml": b"Subject: the year 2286\r\n\r\nText",
    "anteckning.txt": b"text",
    "12.eml": b"Subject: no time\r\n\r\n",
}


def test_broken_and_foreign_files_break_no_page(kept, administrator, tmp_path) -> None:
    number = mail_to("a@region.example", subject="En hel")
    for name, content in BROKEN.items():
        (kept / name).write_bytes(content)
    (kept / "1700000000000000006.eml").mkdir()
    (tmp_path / "secret").write_text("Subject: hemlighet\n\n")
    (kept / "1700000000000000007.eml").symlink_to(tmp_path / "secret")
    os.mkfifo(kept / "1700000000000000008.eml")
    answer = administrator.client.get(reverse("portal_mailbox"))
    shown = answer.content.decode()
    assert answer.status_code == 200 and "En hel" in shown and "hemlighet" not in shown
    assert "i mappen går inte att läsa" in shown
    for name in os.listdir(kept):
        if name != f"{number}.eml" and name[:-4].isdecimal():
            for part in ("mail", "html"):
                assert administrator.client.get(page(int(name[:-4]), part)).status_code in (200, 404)


def test_no_other_file_is_reached(kept, administrator, tmp_path) -> None:
    mail_to("a@region.example")
    (tmp_path / "secret_key.eml").write_text("Subject: hemlighet\n\n")
    for name in ("../secret_key", "..%2Fsecret_key", "%2e%2e/secret_key", "0", "1" * 19, "1" * 400, "1" * 5000, "-1"):
        answer = administrator.client.get(f"/admin/mailbox/{name}/")
        assert answer.status_code == 404, name


def test_no_folder_is_an_empty_mailbox(kept, administrator) -> None:
    answer = administrator.client.get(reverse("portal_mailbox"))
    assert answer.status_code == 200 and "Här finns ingen e-post än" in answer.content.decode()


@pytest.mark.parametrize(("given", "there"), [("", True), ("smtp://mail.example:25", False)])
def test_an_empty_setting_means_the_mailbox(given, there, tmp_path) -> None:
    code = "from django.conf import settings; print(settings.MAIL_TRANSPORT)"
    surroundings = {**os.environ, "EMAIL_URL": given, "PORTAL_VAR": str(tmp_path)}
    surroundings["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    run = [sys.executable, "-c", code]
    said = subprocess.run(run, env=surroundings, cwd=bootstrap.ROOT, capture_output=True, text=True, check=True).stdout
    assert (said.strip() == mailbox.BACKEND) == there
