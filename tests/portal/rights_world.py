"""One of everything that the admin has addresses for, and somebody in each role who has made none of it."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Revision, Site, TaskState, Workflow
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from news.models import Newsletter, Subscriber
from portal.devserver.mailbox import MailboxBackend, kept_mails
from portal.models import (
    Concept,
    Delivery,
    PublicationEvent,
    Region,
    RegionalContact,
    Release,
    ReleaseItem,
    ScheduleFailure,
)
from portal.permissions.roles import CONTACTS, ROLES
from portal.vocabulary.models import VOCABULARY
from recommendations.models import ProcurementNotice, Recommendation
from search.models import BestBet, PoorQuestion, Synonym
from tests.factories import (
    OrganisationFactory,
    ProductAreaFactory,
    ProgrammeAreaFactory,
    RegionFactory,
    make,
)
from tests.portal.canaries import translate
from tests.portal.people import desk

ANONYMOUS, NOBODY, OF_HALLAND, CHIEF = "anonymous", "nobody", "contact of Halland", "superuser"
# The models whose lists are snippets, with their addresses below admin/snippets/.
SNIPPETS: tuple[Any, ...] = (*VOCABULARY, Concept, Synonym, BestBet)


def people() -> dict[str, Client]:
    """A client for each role, and for those who have none."""
    found = {role: desk(role, role).client for role in ROLES}
    halland = desk(OF_HALLAND, CONTACTS)
    region = RegionFactory(code="halland", name="Halland")
    RegionalContact.objects.create(user=halland.user, region=region)
    nobody, chief = desk(NOBODY).client, desk(CHIEF, chief=True).client
    return {ANONYMOUS: Client(), NOBODY: nobody, **found, OF_HALLAND: halland.client, CHIEF: chief}


def make_pages(author: Any) -> dict[str, Any]:
    """Pages that the addresses are asked about, by what is special about them. `author` writes them all."""
    halland = Region.objects.get(code="halland")
    skane = RegionFactory()
    pages = {"live": make(Recommendation, title="Publik", owner=author)}
    pages["draft"] = make(Recommendation, title="Utkast", owner=author, publish=False)
    pages["waiting"] = make(Recommendation, title="Väntar", owner=author, publish=False)
    for name, region in (("own", halland), ("others", skane)):
        pages[name] = make(ProcurementNotice, title=name, level="region", regions=[region], owner=author, publish=False)
        pages[name].save()
        pages[f"{name} live"] = make(
            ProcurementNotice, title=f"{name} live", level="region", regions=[region], owner=author
        )
    pages["letter"] = make(Newsletter, title="Brevet", number=1, owner=author)
    for page in pages.values():
        _changed(page, author)
    Workflow.objects.get(name="Granskning av rekommendationer").start(_fresh(pages["waiting"]), author)
    english = Locale.objects.get(language_code="en")
    pages["source"] = make(Recommendation, title="Översätts", owner=author)
    translate(pages["source"], english).save_target(publish=False)
    pages["translated"] = pages["source"].get_translation(english)
    pages["alias"] = pages["live"].copy_for_translation(english, copy_parents=True, alias=True)
    return {name: _fresh(page) for name, page in pages.items()}


def _fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def _changed(page: Any, author: Any) -> None:
    """Have a newer draft beside what readers have."""
    page = _fresh(page)
    page.title = f"{page.title}, ändrad"
    page.save_revision(user=author, log_action=True)


def make_the_rest(pages: dict[str, Any]) -> dict[str, list[Any]]:
    """One of everything else, as values of the addresses' parameters."""
    document = Document(title="Bilaga")
    document.file.save("bilaga.txt", ContentFile(b"text"))
    image = Image(title="Bild")
    image.file.save("bild.png", get_test_image_file())
    redirect = Redirect.objects.create(old_path="/gammal", redirect_link="https://region.example/")
    release = Release.objects.create(name="Maj", at=timezone.now() + timedelta(days=1))
    item = ReleaseItem.objects.create(release=release, page=pages["source"])
    event = PublicationEvent.objects.latest("pk")
    failure = ScheduleFailure.objects.create(
        page=pages["live"],
        action="publish",
        due_at=timezone.now(),
        next_try_at=timezone.now() + timedelta(hours=1),
        reason="fel",
    )
    html = EmailMultiAlternatives("Brev", "Text", to=["a@region.example"], alternatives=[("<p>Text</p>", "text/html")])
    MailboxBackend().send_messages([html])
    subscriber = Subscriber.objects.create(email="a@region.example", language="sv")
    poor = PoorQuestion.objects.create(text="okänt", language="sv")
    for make_one in (ProductAreaFactory, OrganisationFactory, ProgrammeAreaFactory):
        make_one()
    Concept.objects.create(code="pump", sv="pump")
    Synonym.objects.create(words="pump\nspruta")
    BestBet.objects.create(phrases="pump", page=pages["live"])
    state = TaskState.objects.get(workflow_state__object_id=str(pages["waiting"].pk))
    collection = Collection.get_first_root_node().add_child(name="Samling")
    one = {model._meta.label_lower.replace(".", "/"): model._default_manager.latest("pk").pk for model in SNIPPETS}
    return {
        **{f"admin/snippets/{views}/ pk": [key] for views, key in one.items()},
        **{f"admin/snippets/choose/{views}/ pk": [key] for views, key in one.items()},
        "task_state_id": [state.pk],
        "task_id": [state.task_id],
        "workflow_state_id": [state.workflow_state_id],
        "workflow_pk": [Workflow.objects.latest("pk").pk],
        "admin/workflows/ pk": [Workflow.objects.latest("pk").pk],
        "admin/workflows/tasks/ pk": [state.task_id],
        "admin/api/main/^documents/ pk": [document.pk],
        "admin/documents/ pk": [document.pk],
        "document_id": [document.pk],
        "doc_id": [document.pk],
        "admin/api/main/^images/ pk": [image.pk],
        "admin/images/ pk": [image.pk],
        "image_id": [image.pk],
        "filter_spec": ["width-10"],
        "uploaded_file_id": [1],
        "admin/mailbox/ number": [kept_mails()[0][0].number],
        "redirect_id": [redirect.pk],
        "collection_id": [collection.pk],
        "admin/collections/ pk": [collection.pk],
        "admin/locales/ pk": [Locale.objects.get(language_code="en").pk],
        "admin/sites/ pk": [Site.objects.latest("pk").pk],
        "admin/settings/ pk": [Site.objects.latest("pk").pk],
        "admin/users/ pk": [desk("konto").user.pk],
        "admin/groups/ pk": [Group.objects.create(name="Egen grupp").pk],
        "admin/releases/ pk": [release.pk],
        "admin/releases/out/ pk": [item.pk],
        "admin/^publishing-log/ instance_pk": [event.pk],
        "admin/^poor-questions/ instance_pk": [poor.pk],
        "admin/^subscribers/ instance_pk": [subscriber.pk],
        "admin/publishing-log/ pk": [Delivery.objects.latest("pk").pk],
        "admin/publishing-log/missed/ pk": [failure.pk],
        "admin/localize/ pk": [Region.objects.get(code="halland").pk],
        "translation_source_id": [TranslationSource.objects.get().pk],
        "translation_id": [Translation.objects.get().pk],
        "string_segment_id": [StringSegment.objects.latest("pk").pk],
        "overridable_segment_id": list(OverridableSegment.objects.values_list("pk", flat=True))[:1] or [1],
        "mode": ["hit"],
        "session_id": [1],
        "action": ["delete"],
        "app_label": ["recommendations"],
        "model_name": ["recommendation"],
        "content_type_app_name": ["recommendations"],
        "content_type_model_name": ["recommendation"],
        "admin/tag-autocomplete/ app_name": ["taggit"],
        "admin/tag-autocomplete/ model_name": ["tag"],
        "app_name": ["portal"],
        "admin/settings/ model_name": ["sitesettings"],
        "admin/bulk/ app_label": ["wagtailcore"],
        "admin/bulk/ model_name": ["page"],
        "admin/localize/ app_label": ["portal"],
        "admin/localize/ model_name": ["region"],
        "admin/workflows/tasks/add/ app_label": ["portal"],
        "admin/workflows/tasks/add/ model_name": ["secondreadertask"],
        "uidb64": ["MQ"],
        "token": ["set-password"],
    }


def page_values(page: Any) -> dict[str, list[Any]]:
    """What stands for the parameters that name a page."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("pk")
    parent = page.get_parent()
    return {
        "page_id": [page.pk],
        "page_to_move_id": [page.pk],
        "page_pk": [page.pk],
        "parent_page_id": [parent.pk],
        "destination_id": [parent.pk],
        "object_id": [page.pk],
        "admin/api/main/^pages/ pk": [page.pk],
        "task": ["submit"],
        "action_name": ["approve"],
        "admin/api/main/^pages/ action_name": ["copy"],
        "admin/pages/^ \\d+": [page.pk],
        "live|earliest|\\d+": ["earliest"],
        "live|latest|\\d+": ["latest"],
        "revision_id": list(revisions.values_list("pk", flat=True))[-1:] or [1],
    }
