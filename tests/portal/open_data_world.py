"""A few publications to which anything may happen, for random histories."""

from typing import Any

from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from news.models import NewsItem
from recommendations.models import AssessmentSummary, Case, Recommendation, RecommendationProduct
from tests.factories import ProductAreaFactory, make

ACTIONS = (
    *("revise", "correct", "product", "translate", "withdraw", "restore", "close", "open", "close above", "open above"),
    *("secret", "named", "delete", "refile", "replace", "link", "move"),
)
# What happens, to which publication, and with which other one.
STEPS = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 4), st.integers(0, 4))
HISTORIES = st.lists(STEPS, min_size=3, max_size=12)
VERDICTS = ("should", "can", "wait", "refrain", "none")


class World:
    """Two recommendations, a case, an assessment and a news item."""

    def __init__(self) -> None:
        self.area = ProductAreaFactory(slug="glukos", name="Glukos")
        models: tuple[Any, ...] = (Recommendation, Recommendation, Case, AssessmentSummary, NewsItem)
        pages = [make(model, areas=[self.area]) for model in models]
        self.ids = [page.pk for page in pages]
        self.keys = [page.translation_key for page in pages]
        self.count = 0

    def page(self, number: int) -> Any:
        page = Page.objects.filter(pk=self.ids[number]).first()
        return page.specific if page else None

    def do(self, action: str, number: int, choice: int) -> None:
        """Let one thing happen; nothing where it can't happen to this publication."""
        self.count += 1
        page = self.page(number)
        if page is None:
            if action == "restore":
                self.make_again(number)
            return
        match action:
            case "revise":
                page.change_note = f"Ändring {self.count}"
                page.verdict = VERDICTS[choice] if number < 2 else ""
                self.publish(page)
            case "correct":
                page.title = f"Titel {self.count}"
                self.publish(page)
            case "product" if number < 2:
                page.products = [RecommendationProduct(name=f"Produkt {choice}", verdict=VERDICTS[choice])]
                self.publish(page)
            case "translate":
                self.translate(page)
            case "withdraw" if page.live:
                page.unpublish()
            case "restore" if not page.live:
                page.save_revision().publish()
            case "close" | "close above":
                closed: Any = page if action == "close" else Page.objects.get(pk=page.get_parent().pk)
                PageViewRestriction.objects.create(page=closed, restriction_type="login")
            case "open":
                PageViewRestriction.objects.filter(page=page).delete()
            case "open above":
                PageViewRestriction.objects.filter(page=page.get_parent()).delete()
            case "secret" | "named" if number == 2:
                page.is_secret, page.anonymous_title, page.product = action == "secret", "Ett ärende", "Pump X"
                self.publish(page)
            case "refile":
                self.area.name = f"Område {self.count}"
                self.area.save()
            case _:
                self.join(action, page, number, choice)

    def join(self, action: str, page: Any, number: int, choice: int) -> None:
        """What concerns two publications, or takes one away for good."""
        other = self.page(choice)
        match action:
            case "delete":
                for user in Recommendation.objects.exclude(pk=page.pk):
                    self.let_go(user, page)
                page.delete()
            case "replace" if number < 2 and other and choice < 2 and choice != number:
                page.replaces = None if page.replaces_id or other.replaces_id else other
                page.version_number = 2
                self.publish(page)
            case "link" if number < 2:
                case, assessment = self.page(2), self.page(3)
                page.case_page = case if choice % 2 else None
                page.assessments = [assessment] if assessment and choice < 3 else []
                self.publish(page)
            case "move":
                page.slug = f"adress-{self.count}"
                self.publish(page)

    def let_go(self, user: Any, page: Any) -> None:
        """Take the links to a page out of another: what is in use can't be deleted."""
        if user.replaces_id == page.pk:
            user.replaces = None
        if user.case_page_id == page.pk:
            user.case_page = None
        user.assessments = [each for each in user.assessments.all() if each.pk != page.pk]
        user.save_revision().publish() if user.live else user.save_revision()
        if not user.live:
            user.save()
        for revision in user.revisions.exclude(pk=user.latest_revision_id):
            revision.delete()

    def publish(self, page: Any) -> None:
        if page.live:
            page.save_revision().publish()
        else:
            page.save_revision()

    def translate(self, page: Any) -> None:
        language = "en"
        if page.get_translations().exists():
            return
        english = make(type(page), language=language, publish=False, title=f"Title {self.count}")
        type(english).objects.filter(pk=english.pk).update(translation_key=page.translation_key)
        english.refresh_from_db()
        english.save_revision().publish()

    def make_again(self, number: int) -> None:
        """A page anew in the place of one that was deleted, as the same publication."""
        models: tuple[Any, ...] = (Recommendation, Recommendation, Case, AssessmentSummary, NewsItem)
        page = make(models[number], publish=False, slug=f"anew-{self.count}")
        models[number].objects.filter(pk=page.pk).update(translation_key=self.keys[number])
        page.refresh_from_db()
        page.save_revision().publish()
        self.ids[number] = page.pk
