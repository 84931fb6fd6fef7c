"""What a dead worker held is free at once; what a living one holds, on this machine or another, stays with it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from portal.models import Delivery, OutgoingMail
from portal.outbox import leases
from portal.outbox.channels import channels
from portal.outbox.delivery import deliver
from portal.outbox.leases import LEASE, holder, release_dead
from portal.outbox.mail_queue import send_waiting
from recommendations.models import Recommendation
from tests.factories import make

# Says the name that it holds rows by, then lives on.
ANOTHER = "import django; django.setup(); from portal.outbox.leases import holder; print(holder(), flush=True); input()"


@pytest.fixture
def another():
    """A process of this var/ that holds rows by a name."""
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.name = process.stdout.readline().strip()
    yield process
    process.kill()
    process.communicate()


def hold(name: str) -> None:
    """As if that process had taken everything."""
    until = timezone.now() + LEASE
    Delivery.objects.update(held_by=name, attempts=1, next_try_at=until)
    OutgoingMail.objects.update(held_by=name, attempts=1, next_try_at=until)


@pytest.mark.django_db
def test_what_a_killed_process_held_is_free_at_once_and_not_before(another):
    make(Recommendation)
    hold(another.name)
    assert release_dead() == 0
    assert not Delivery.objects.due().exists()
    another.send_signal(signal.SIGKILL)
    another.wait()
    assert release_dead() == Delivery.objects.due().count() == len(channels())
    assert release_dead() == 0


@pytest.mark.django_db
def test_mails_are_free_as_deliveries_are(another, settings):
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    send_mail("Rubrik", "Text", None, ["a@region.example"])
    hold(another.name)
    assert send_waiting() == 0
    another.kill()
    another.wait()
    assert release_dead() == 1
    assert send_waiting() == 1


@pytest.mark.django_db
def test_a_worker_of_another_machine_is_left_alone_until_its_lease_has_run_out():
    make(Recommendation)
    hold("elsewhere:1:abc")
    assert release_dead() == 0
    Delivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert Delivery.objects.due().claim() is not None


@pytest.mark.django_db
def test_who_holds_a_row_stands_in_it_while_it_is_held_and_a_failure_keeps_its_wait(monkeypatch):
    make(Recommendation)
    delivery = Delivery.objects.due().claim()
    assert delivery and Delivery.objects.get(pk=delivery.pk).held_by == holder() != ""
    monkeypatch.setattr("portal.outbox.delivery.channel", {})
    deliver(delivery)
    assert Delivery.objects.get(pk=delivery.pk).held_by == ""


@pytest.mark.django_db
def test_what_an_earlier_process_of_the_same_number_held_is_free_and_what_this_one_holds_is_not():
    """As after the restart of a container, where the worker gets its old number again."""
    make(Recommendation)
    hold(holder())
    assert release_dead() == 0
    hold(holder().replace(leases._LIFE, "earlier"))
    assert release_dead() == len(channels())
