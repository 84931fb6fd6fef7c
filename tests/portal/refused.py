"""Pages that the gate refuses, each for one reason, and what must be unchanged after the refusal."""

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from news.models import NewsItem, Newsletter
from portal.models import Delivery, PublicationEvent
from portal.moderation.four_eyes import approve
from recommendations.criteria import FACTORS, PRINCIPLES
from recommendations.decisions import decided_of
from recommendations.models import AssessmentSummary, Case, Decision, ProcurementNotice, Recommendation
from tests.factories import OrganisationFactory, ProductAreaFactory, make


def complete(model: Any, **fields: Any) -> Any:
    """A published page of this type that lacks nothing."""
    area = ProductAreaFactory(slug="utrustning")
    required: dict[Any, dict[str, Any]] = {
        Recommendation: {"areas": [area], "summary_en": "May be used.", **decided()},
        AssessmentSummary: {"areas": [area], "summary_en": "What was found.", "assessor": OrganisationFactory()},
        ProcurementNotice: {"areas": [area], "summary_en": "What is bought."},
        Case: {"areas": [area], "summary_en": "What is assessed."},
        Newsletter: {"number": 7},
    }
    return make(model, **{**required.get(model, {}), **fields})


def decided() -> dict[str, Any]:
    """What a decision fills in of a recommendation."""
    scales = {f"{name}_scale": 2 for name in (*PRINCIPLES, *FACTORS)}
    review_by = timezone.localdate() + timedelta(days=365)
    words = {"conditions": "Vid uppföljning.", "verdict": "can"}
    return {**words, "decider": OrganisationFactory(), "review_by": review_by, **scales}


def recorded(page: Any) -> Decision:
    """The council's decision, as the latest words of this recommendation say it."""
    said = decided_of(Page.objects.get(pk=page.pk).get_latest_revision_as_object())
    key = page.translation_key
    return Decision.objects.create(
        recommendation=key, decided_on="2026-06-01", meeting="Exempel", case_number="1", decided=said
    )


def drafted(page: Any, author: Any, *readers: Any, **changes: Any) -> Revision:
    """A draft by this author with these changes, unchecked as a draft is, approved by these readers."""
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(latest, name, value)
    revision: Revision = latest.save_revision(user=author, clean=False)
    for reader in readers:
        approve(revision, reader)
    return revision


def reviewed(revision: Revision) -> Revision:
    """These words, with every step of their page's workflow taken."""
    page: Any = revision.content_object
    workflow = page.get_workflow()
    about = {"base_content_type": revision.base_content_type, "content_type": page.cached_content_type}
    state = WorkflowState.objects.create(
        object_id=str(page.pk), workflow=workflow, status=WorkflowState.STATUS_APPROVED, **about
    )
    step = {"workflow_state": state, "revision": revision, "status": TaskState.STATUS_APPROVED}
    for task in workflow.tasks:
        TaskState.objects.create(task=task, content_type=ContentType.objects.get_for_model(TaskState), **step)
    return revision


def seen(page: Any) -> dict[str, Any]:
    """Everything of a page that readers, the log or a workflow would see change."""
    model, pk = type(page), page.pk
    row = model.objects.filter(pk=pk).values().get()
    # What a draft that is kept is known by; the editor's list says that there is one.
    for name in ("latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes"):
        row.pop(name)
    if not row["live"]:  # the row of what was never public is the draft itself
        row = {name: row[name] for name in ("live", "live_revision_id", "first_published_at", "expired", "path")}
    return {
        "row": row,
        "events": list(PublicationEvent.objects.filter(page_id=pk).values()),
        "deliveries": Delivery.objects.count(),
        "log": list(PageLogEntry.objects.filter(page_id=pk, action__contains="publish").values_list("action", "pk")),
        "redirects": list(Redirect.objects.values_list("old_path", "redirect_page_id")),
        "workflows": list(WorkflowState.objects.filter(object_id=str(pk)).values()),
        "tasks": list(TaskState.objects.filter(revision__object_id=str(pk)).values()),
        "scheduled": list(Revision.objects.filter(object_id=str(pk)).values_list("pk", "approved_go_live_at")),
        "answer": answer(model.objects.get(pk=pk).url),
    }


def answer(address: str) -> tuple[int, bytes]:
    got = Client().get(address)
    return got.status_code, got.content


def _rows(model: Any, accessor: str, **values: Any) -> list[Any]:
    return [model._meta.get_field(accessor).related_model(**values)]


# What is wrong: the type, the field that the message must name, and how a draft comes to be so.
WRONG: list[tuple[Any, str, Any]] = [
    *((NewsItem, name, {name: ""}) for name in ("title", "ingress")),
    (Newsletter, "number", {"number": None}),
    (Recommendation, "conditions", {"conditions": ""}),
    (Recommendation, "summary_en", {"summary_en": ""}),
    (AssessmentSummary, "assessor", {"assessor": None}),
    (AssessmentSummary, "summary_en", {"summary_en": ""}),
    (NewsItem, "regions", {"level": "region"}),
    (NewsItem, "healthcare_regions", {"level": "healthcare_region"}),
    (NewsItem, "replaces", "itself"),
    (Recommendation, "replaces", {"version_number": 2}),
    (Recommendation, "change_note", "another"),
    (ProcurementNotice, "tender_deadline",
     {"announced_on": date(2026, 3, 2), "tender_deadline": date(2026, 3, 1)}),
    (ProcurementNotice, "contract_to", {"contract_from": date(2026, 3, 2), "contract_to": date(2026, 3, 1)}),
    (Case, "stage_reason", {"stages": _rows(Case, "stages", stage="declined")}),
    (Case, "stage_reason", {"stages": _rows(Case, "stages", stage="stopped")}),
    (Case, "anonymous_title", {"is_secret": True}),
    (NewsItem, "slug", "taken"),
    (Recommendation, "products", {"products": _rows(Recommendation, "products", name="")}),
    (NewsItem, "sources", {"sources": [("source", {"title": "", "note": "", "url": ""})]}),
    (NewsItem, "level", {"level": "galaxy"}),
]  # fmt: skip


def changes_of(wrong: Any, page: Any) -> dict[str, Any]:
    """The changes that make a draft wrong in this way."""
    if wrong == "itself":
        return {"replaces_id": page.pk}
    if wrong == "another":
        return {"replaces": complete(type(page)), "version_number": 2, "change_note": ""}
    if wrong == "taken":
        return {"slug": complete(type(page)).slug}
    return dict(wrong)
