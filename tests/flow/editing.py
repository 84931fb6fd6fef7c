"""An editor's random days: what happens to publications one act after the other, and what followers are to be told.

What is to be told is worked out here from what the editor did, not from the event log or the feeds.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.models import ProductArea, Publication, PublicationEvent
from recommendations.models import Recommendation
from tests.factories import make, make_index
from tests.flow.works import TOLD_IN, VERDICTS, Told, Work


class Editor:
    """Does one act after the other. `told` has for each feed (sv, en, sv-area, en-area) what its followers are to be
    told; those of the area follow the first of two product areas. Acts may be left out (`without`).
    """

    def __init__(
        self, seed: int, areas: tuple[ProductArea, ProductArea], without: "Collection[Act]" = frozenset()
    ) -> None:
        self.acts = [act for act in ACTS if act not in without]
        self.chance = random.Random(seed)
        self.areas = areas
        self.works: list[Work] = []
        self.number = 0
        self.done: Counter[Act] = Counter()
        self.told: dict[str, list[Told]] = defaultdict(list)
        for language in ("sv", "en"):
            make_index(Recommendation, language)
        self.shelf = self._second_list()

    def act(self) -> str:
        """Do something that is possible now, of that what was done least often, and return what it was."""
        possible = [act for act in self.acts if act in ALWAYS or self._fitting(act)]
        fewest = min(self.done[act] for act in possible)
        act = self.chance.choice([act for act in possible if self.done[act] == fewest])
        self.done[act] += 1
        work = None if act in ALWAYS else self.chance.choice(self._fitting(act))
        work = act(self, work) or work
        return f"{act.__name__.replace('_', ' ')} {work.word if work else ''}"

    def _fitting(self, act: "Act") -> list[Work]:
        return [work for work in self.works if FITS.get(act, _is_public)(work)]

    def tell(self, work: Work, kind: str, *, was: int | None = None) -> None:
        """Note an event: all who follow everything are told of its kind, those of the area also when it comes or goes.

        `was` is the area before, when it is another; no kind is an event of which only they are told.
        """
        here, before = work.area == 0, (work.area if was is None else was) == 0
        of_area = kind if here else ""
        if before and not here:
            of_area = "left"
        elif here and not before:
            of_area = kind or "entered"
        for language in TOLD_IN[work.original]:
            for feed, told in ((language, kind), (f"{language}-area", of_area)):
                if told:
                    self.told[feed].append((told, work.word))

    # What an editor does. Each of these is told as it says at its end.

    def publish(self, _work: None, original: str = "sv", **values: Any) -> Work:
        self.number += 1
        work = Work(f"Pump{self.number:04}x", area=self.chance.randrange(2), original=original)
        page = make(
            Recommendation,
            title=f"{work.word} i hemmet",
            slug=work.word.lower(),
            language=original,
            verdict=self.chance.choice(VERDICTS),
            products=self._products(),
            conditions="Vid behov.",
            publish=False,
            **values,
        )
        work.pages[original] = page.pk
        self._publish(work)
        self._let_minutes_pass(work)
        self.works.append(work)
        self.tell(work, "published")
        return work

    def publish_in_english_alone(self, _work: None) -> Work:
        return self.publish(None, original="en")

    def revise_with_a_note(self, work: Work) -> None:
        self._publish(work, change_note=self._note())
        self.tell(work, "revised")

    def change_the_verdict(self, work: Work) -> None:
        page = work.page()
        self._publish(work, verdict=self.chance.choice([code for code in VERDICTS if code != page.verdict]))
        self.tell(work, "revised")

    def change_the_verdict_of_a_product(self, work: Work) -> None:
        page = work.page()
        products = list(page.products.all())
        products[1].verdict = self.chance.choice([code for code in VERDICTS if code != products[1].verdict])
        page.products = products
        page.save_revision().publish()
        self.tell(work, "revised")

    def withdraw(self, work: Work) -> None:
        work.page().unpublish()
        work.gone = "unpublished"
        self.tell(work, "withdrawn")

    def mark_as_withdrawn(self, work: Work) -> None:
        self._publish(work, standing="withdrawn")
        work.gone = "marked"
        self.tell(work, "withdrawn")

    def unpublish_what_was_marked_as_withdrawn(self, work: Work) -> None:
        work.page().unpublish()
        work.gone = "unpublished"

    def delete(self, work: Work) -> None:
        work.page().delete()
        self.works.remove(work)
        for other in self.works:
            other.successors = [later for later in other.successors if later is not work]
        self.tell(work, "withdrawn")

    def restore(self, work: Work) -> None:
        replaced = self._replaced()
        work.gone = ""
        self._publish(work, standing="in_force")
        self._let_minutes_pass(work)
        self.tell(work, "published")
        self._tell_replaced(but=[*replaced, work])

    def replace(self, work: Work) -> Work:
        replaced, old = self._replaced(), work.page()
        new = self.publish(
            None, original=work.original, replaces=old, version_number=old.version_number + 1, change_note=self._note()
        )
        work.successors.append(new)
        self._tell_replaced(but=replaced)
        return new

    def refile(self, work: Work) -> None:
        was, work.area = work.area, 1 - work.area
        self._publish(work)
        self.tell(work, "", was=was)

    def refile_and_revise(self, work: Work) -> None:
        was, work.area = work.area, 1 - work.area
        self._publish(work, change_note=self._note())
        self.tell(work, "revised", was=was)

    def move(self, work: Work) -> None:
        page = work.page()
        there = self.shelf if page.get_parent().pk != self.shelf.pk else make_index(Recommendation, "sv")
        page.move(type(there).objects.get(pk=there.pk), "last-child")

    def change_the_address(self, work: Work) -> None:
        self._publish(work, slug=f"{work.word.lower()}-{self.chance.randrange(10**6)}")

    def mend_a_typo(self, work: Work) -> None:
        self._publish(work, ingress=f"En ingress utan stavfel {self.chance.random()}.")

    def mend_a_typo_in_the_title(self, work: Work) -> None:
        self._publish(work, title=f"{work.word} i hemmen {self.chance.randrange(10**6)}")

    def translate(self, work: Work) -> None:
        self._add_page(work, "en", f"{work.word} at home", verdict=work.page().verdict)
        self._tell_in("en", work, "translated")

    def translate_anew(self, work: Work) -> None:
        work.page("en").delete()
        self._add_page(work, "en", f"{work.word} at home", verdict=work.page().verdict)

    def publish_in_both_languages_at_once(self, _work: None) -> Work:
        work = self.publish(None)
        PublicationEvent.objects.filter(page_id=work.pages["sv"]).update(created_at=timezone.now())
        self._add_page(work, "en", f"{work.word} at home", verdict=work.page().verdict)
        return work

    def mend_the_translation(self, work: Work) -> None:
        self._publish(work, "en", ingress=f"Without a typo {self.chance.random()}.")

    def withdraw_and_restore_the_translation(self, work: Work) -> None:
        work.page("en").unpublish()
        self._publish(work, "en")
        # It stands alone then; in the Swedish list only when the original is not there, marked as withdrawn.
        for language in {"": (), "marked": ("en",), "unpublished": ("sv", "en")}[work.gone]:
            self._tell_in(language, work, "withdrawn", "published")

    def translate_into_swedish(self, work: Work) -> None:
        self._add_page(work, "sv", f"{work.word} i hemmet", verdict=work.page().verdict)
        # Who reads the English feeds knows it already.
        work.original = "en and now sv"
        self.tell(work, "published")
        work.original = "sv"

    def _add_page(self, work: Work, language: str, title: str, **values: Any) -> None:
        values |= {"slug": work.word.lower(), "products": self._products(), "publish": False}
        page = make(Recommendation, title=title, language=language, **values)
        Publication.objects.filter(pk=page.pk).update(translation_key=work.page().translation_key)
        work.pages[language] = page.pk
        self._publish(work, language)

    def _tell_in(self, language: str, work: Work, *kinds: str) -> None:
        for feed in (language, f"{language}-area") if work.area == 0 else (language,):
            self.told[feed] += [(kind, work.word) for kind in kinds]

    def _let_minutes_pass(self, work: Work) -> None:
        """As if it had come some minutes ago: a translation that follows now does not appear at once with it."""
        came = PublicationEvent.objects.filter(page_id=work.pages[work.original], kind="published").latest("pk")
        came.created_at -= timedelta(minutes=2)
        came.save()

    def _replaced(self) -> list[Work]:
        return [work for work in self.works if _is_public(work) and work.is_replaced]

    def _tell_replaced(self, but: list[Work]) -> None:
        for work in self._replaced():
            if work not in but:
                self.tell(work, "replaced")

    def _publish(self, work: Work, language: str = "", **values: Any) -> None:
        page = work.page(language)
        for name, value in values.items():
            setattr(page, name, value)
        page.product_areas.set([self.areas[work.area]])
        page.save_revision().publish()

    def _products(self) -> list[Any]:
        return [Recommendation().products.model(name=name, verdict="wait") for name in ("Alfa", "Beta")]

    def _note(self) -> str:
        return f"Nya studier, nummer {self.chance.randrange(10**9)}."

    def _second_list(self) -> Any:
        """A page of lists beside the first one, to move pages to."""
        first = make_index(Recommendation, "sv")
        second = type(first)(title="Äldre rekommendationer", slug="aldre-rekommendationer", locale=first.locale)
        first.get_parent().add_child(instance=second)
        return second


Act = Callable[[Editor, Any], Work | None]


def _is_public(work: Work) -> bool:
    return not work.gone


def _is_in_force(work: Work) -> bool:
    return not work.gone and not work.is_replaced


ALWAYS = {Editor.publish, Editor.publish_in_english_alone, Editor.publish_in_both_languages_at_once}
# Which publications an act is for; those that are public where nothing is said.
FITS: dict[Act, Callable[[Work], bool]] = {
    Editor.mark_as_withdrawn: _is_in_force,
    Editor.replace: _is_in_force,
    Editor.delete: lambda work: _is_in_force(work) and not work.successors and len(work.pages) == 1,
    Editor.unpublish_what_was_marked_as_withdrawn: lambda work: work.gone == "marked",
    Editor.restore: lambda work: bool(work.gone),
    Editor.move: lambda work: _is_public(work) and work.original == "sv",
    Editor.translate: lambda work: _is_public(work) and list(work.pages) == ["sv"],
    Editor.translate_into_swedish: lambda work: _is_public(work) and list(work.pages) == ["en"],
    Editor.translate_anew: lambda work: _is_public(work) and list(work.pages) == ["sv", "en"],
    Editor.mend_the_translation: lambda work: list(work.pages) == ["sv", "en"],
    Editor.withdraw_and_restore_the_translation: lambda work: list(work.pages) == ["sv", "en"],
}
ACTS: tuple[Act, ...] = (
    Editor.publish,
    Editor.publish_in_english_alone,
    Editor.publish_in_both_languages_at_once,
    Editor.revise_with_a_note,
    Editor.change_the_verdict,
    Editor.change_the_verdict_of_a_product,
    Editor.withdraw,
    Editor.mark_as_withdrawn,
    Editor.unpublish_what_was_marked_as_withdrawn,
    Editor.delete,
    Editor.restore,
    Editor.replace,
    Editor.refile,
    Editor.refile_and_revise,
    Editor.move,
    Editor.change_the_address,
    Editor.mend_a_typo,
    Editor.mend_a_typo_in_the_title,
    Editor.translate,
    Editor.translate_into_swedish,
    Editor.translate_anew,
    Editor.mend_the_translation,
    Editor.withdraw_and_restore_the_translation,
)
