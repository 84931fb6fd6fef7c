"""Publishes and takes down once what is due, in place of Wagtail's command, which stops at the first failure."""

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from portal.scheduling.scheduled_publishing import publish_due


class Command(WagtailCommand):
    help = "Takes down what has expired and publishes what is due, each by itself, as the worker does."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        done, failed = publish_due()
        self.stdout.write(f"{done} done, {failed} failed")
