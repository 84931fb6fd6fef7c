"""What a person meets of the gate's rules: the checklist, submission, warnings and the reasons that pass them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize_input
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageLogEntry, WorkflowState
from wagtail.rich_text import RichText

from news.models import NewsItem
from portal.models import ProductArea, StandardPage, Withdrawal
from portal.moderation.obstacles import NotReady
from portal.moderation.warning_reasons import ACTION
from recommendations.models import Recommendation
from tests.factories import make, make_site
from tests.portal.people import Desk
from tests.portal.refused import complete, drafted

pytestmark = pytest.mark.django_db

HARD = (
    "Upphandlingssamordningens rekommendationer kompletteras kontinuerligt med analyser, svar, mätningar och bilagor."
)


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def editor(who: Desk, page: Any) -> str:
    return str(who.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode())


def warnings_of(page: Any) -> str:
    return reverse("portal_warnings", args=[page.pk])


def bulk(who: Desk, page: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return who.client.post(f"{address}?id={page.pk}", {"include_descendants": ""})


def hard_to_read(olle: Desk, rut: Desk) -> Any:
    """A page that two people have read, with a warning."""
    page = complete(NewsItem, publish=False)
    drafted(page, olle.user, rut.user, ingress=HARD)
    return page


class TestSubmission:
    def test_asks_what_the_author_owns_and_leaves_the_decision_for_later(self, olle, rut) -> None:
        page = complete(Recommendation, publish=False, decider=None, conditions="", review_by=None)
        refused = olle.edit(page, "submit", product_areas=[])
        assert list(refused.context["form"].errors) == ["product_areas"]
        assert not WorkflowState.objects.exists()
        assert olle.edit(page, "submit").status_code == 302
        assert fresh(page).current_workflow_task.name == "Faktagranskning"

    def test_of_what_has_become_wrong_can_still_be_given_back_and_taken_back(self, olle, rut) -> None:
        page = complete(Recommendation, publish=False)
        olle.edit(page, "submit")
        rut.edit(page, "workflow:reject", product_areas=[])
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
        again = olle.edit(page, "restart-workflow", product_areas=[])
        assert list(again.context["form"].errors) == ["product_areas"]
        olle.edit(page, "restart-workflow", product_areas=[str(ProductArea.objects.get().pk)])
        assert WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()

    def test_past_the_form_is_refused_all_the_same(self, pia) -> None:
        """As a tool would submit it, without the editor's form."""
        page = make_site().add_child(instance=StandardPage(title="Om", slug="om"))
        page.body = [("table", {"data": [["a"]]})]
        page.save_revision(user=pia.user)
        with LogContext(user=pia.user), pytest.raises(NotReady, match="Tabellen i del 1"):
            page.get_workflow().start(page, pia.user)
        assert not WorkflowState.objects.exists()


class TestWarnings:
    def test_a_second_click_on_the_reason_says_that_nothing_is_left(self, olle, rut, pia) -> None:
        page = hard_to_read(olle, rut)
        (key,) = pia.client.get(warnings_of(page)).context["form"].found
        sent = {"warnings": [key], "reason": "Så står det i beslutet."}
        answers = [pia.client.post(warnings_of(page), sent) for _click in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert "utan skäl" in said(answers[1]) and PageLogEntry.objects.filter(action=ACTION).count() == 1

    def test_a_reason_for_a_link_holds_for_its_words_alone(self, olle, rut, pia) -> None:
        draft, page = make(NewsItem, publish=False), complete(NewsItem, publish=False)

        def keys(words: str) -> list[str]:
            text = f'<p><a linktype="page" id="{draft.pk}">{words}</a></p>'
            drafted(page, olle.user, rut.user, body=[("text", RichText(text))])
            return list(pia.client.get(warnings_of(page)).context["form"].found)

        pia.client.post(warnings_of(page), {"warnings": keys("utkastet"), "reason": "Det blir publikt i morgon."})
        assert not keys("utkastet") and len(keys("rekommendationen som avråder")) == 1

    @pytest.mark.usefixtures("without_workflows")
    def test_stop_every_door_of_a_person_until_a_publisher_gives_a_reason(self, olle, rut, pia) -> None:
        page = hard_to_read(olle, rut)
        later = (timezone.localtime() + timedelta(days=1)).replace(tzinfo=None, second=0, microsecond=0)
        doors = (
            lambda: pia.edit(page, "publish", follow=True),
            lambda: pia.edit(page, "publish", follow=True, go_live_at=localize_input(later)),
            lambda: bulk(pia, page),
        )
        for door in doors:
            told = said(door())
            assert "LIX är" in told and f'href="{warnings_of(page)}"' in told
            assert not fresh(page).live and not fresh(page).scheduled_revision
        api = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
        by_program = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
        assert pia.client.post(api, {}, **by_program).status_code == 409
        form = pia.client.get(warnings_of(page)).context["form"]
        (key,) = form.found
        short = pia.client.post(warnings_of(page), {"warnings": [key], "reason": "kort"})
        assert list(short.context["form"].errors) == ["reason"]
        pia.client.post(warnings_of(page), {"warnings": [key], "reason": "Orden är rådets egna."})
        assert "Orden är rådets egna." in editor(olle, page)
        pia.edit(page, "publish", go_live_at="")
        assert fresh(page).live
        history = pia.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
        assert "Gick förbi varningen ”Ingressen är på klarspråk” med skälet: Orden är rådets egna." in history

    def test_come_again_with_other_words(self, olle, rut, pia) -> None:
        page = hard_to_read(olle, rut)
        (key,) = pia.client.get(warnings_of(page)).context["form"].found
        pia.client.post(warnings_of(page), {"warnings": [key], "reason": "Orden är rådets egna."})
        drafted(page, olle.user, rut.user, title="Ny titel", ingress=HARD)
        assert not pia.client.get(warnings_of(page)).context["form"].found
        drafted(page, olle.user, rut.user, ingress=f"{HARD} Kompletteringsupphandlingen.")
        assert len(pia.client.get(warnings_of(page)).context["form"].found) == 1
        stale = pia.client.post(warnings_of(page), {"warnings": [key], "reason": "Orden är rådets egna."})
        assert list(stale.context["form"].errors) == ["warnings"]

    def test_stop_neither_submission_nor_a_time_that_was_set_nor_a_program(self, olle, rut) -> None:
        page = hard_to_read(olle, rut)
        assert olle.edit(page, "submit").status_code == 302
        fresh(page).get_latest_revision().publish(log_action="wagtail.publish.scheduled")
        assert fresh(page).live

    def test_are_passed_by_those_alone_who_may_publish(self, olle, rut, pia) -> None:
        page = hard_to_read(olle, rut)
        (key,) = pia.client.get(warnings_of(page)).context["form"].found
        for who in (olle, rut):
            who.client.get(warnings_of(page))
            who.client.post(warnings_of(page), {"warnings": [key], "reason": "Orden är rådets egna."})
        assert not PageLogEntry.objects.filter(action=ACTION).exists()
        assert warnings_of(page) not in editor(olle, page) and warnings_of(page) in editor(pia, page)


class TestTheChecklist:
    def test_says_what_is_left_and_what_is_in_order_and_leads_to_each_field(self, pia) -> None:
        page = complete(Recommendation, publish=False, decider=None, ingress=HARD, review_by=None)
        drafted(page, pia.user, regions=[], level="region", replaces=None)
        shown = editor(pia, page)
        for anchor in ("id_regions-label", "id_decider-label", "id_ingress-label", "id_product_areas-label"):
            assert f'<a href="#{anchor}"' in shown and f'id="{anchor}"' in shown, anchor
        assert "Hittills har bara en person läst texten." in shown
        assert shown.index("Innan sidan skickas") < shown.index("Innan sidan publiceras") < shown.index("I ordning")

    def test_of_a_published_page_says_nothing_of_readers(self, pia) -> None:
        assert "bara en person läst" not in editor(pia, complete(NewsItem))

    def test_comes_anew_with_each_autosave_which_no_rule_refuses(self, olle) -> None:
        page = complete(Recommendation, publish=False)
        saved = str(drafted(page, olle.user).pk)
        data = olle.form(
            page, overwrite_revision_id=saved, product_areas=[], level="region", case_number="fel", ingress=HARD
        )
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        got = olle.client.post(address, data, headers={"Accept": "application/json"}).json()
        assert got["success"], got
        for told in ("Välj minst ett produktområde", "Välj minst en region", "Skriv löpnummer och år", "LIX är"):
            assert told in got["html"]

    def test_waits_for_the_first_save_of_a_new_page(self, olle) -> None:
        parent = make(NewsItem).get_parent()
        address = reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk])
        assert "Spara sidan, så står här vad som saknas." in olle.client.get(address).content.decode()


def test_a_published_page_that_breaks_a_newer_rule_is_told_why_and_can_be_withdrawn(olle, rut, pia) -> None:
    page = make(Recommendation, summary_en="May be used.", conditions="Vid uppföljning.")
    drafted(page, olle.user, rut.user, title="Rättad")
    told = said(bulk(pia, page))
    assert "Välj minst ett produktområde" in told and "Välj vem som beslutade" in told
    address = reverse("portal_withdraw", args=[page.pk])
    olle.client.post(address, {"reason": "Den stämmer inte."})
    asked = Withdrawal.objects.get().asked_at.isoformat()
    pia.client.post(address, {"asked_at": asked, "confirm": "on"})
    assert not fresh(page).live
