"""Visits, as a reader does, a portal with the example app, and prints what it saw as JSON.

It is a program of its own, since the app has to be installed when Django starts.
"""

import json
from typing import Any

import django


def main() -> None:
    """Publish two guidelines, fetch every page and format that should show them, take one down, and fetch the
    feeds again.
    """
    django.setup()
    from django.test import Client
    from wagtail.models import Site

    from portal.outbox.delivery import drain
    from search.index.indexer import rebuild
    from tests.added.models import HEARD, Guideline, GuidelineIndex
    from tests.factories import make_site

    home = make_site()
    Site.objects.update(hostname="testserver")
    index = GuidelineIndex(title="Riktlinjer", slug="riktlinjer", locale=home.locale)
    home.add_child(instance=index)
    pages = {}
    for grade in ("strong", "weak"):
        page = Guideline(title=f"Kompression {grade}", slug=grade, ingress="En ingress.", grade=grade, live=False)
        page.locale = home.locale
        index.add_child(instance=page)
        page.save_revision().publish()
        pages[grade] = Guideline.objects.get(pk=page.pk)
    rebuild()
    drain()
    client = Client()

    def text(address: str) -> str:
        answer: Any = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.content.decode())

    seen = {
        "page": text("/riktlinjer/strong/"),
        "list": text("/riktlinjer/"),
        "search": text("/sok/?type=guideline"),
        "narrowed": text("/sok/?q=kompression&grade=weak"),
        "called": text("/sok/?q=riktlinje"),
        "feeds": text("/floden/"),
        "feed": text("/floden/riktlinjer.atom"),
        "table": text("/sok/?grade=strong&format=csv"),
        "data": text("/sok/?type=guideline&format=json"),
        "sitemap": text("/sitemap.xml"),
    }
    pages["weak"].unpublish()
    drain()
    seen["feed_of_the_weak"] = text("/sok/?grade=weak&format=atom")
    seen["feed_of_the_strong"] = text("/sok/?grade=strong&format=atom")
    print(json.dumps({"seen": seen, "heard": HEARD, "pages": {grade: page.pk for grade, page in pages.items()}}))


if __name__ == "__main__":
    main()
