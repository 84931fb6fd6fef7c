"""Which workflow the pages of a list begin with. Afterwards it is Wagtail's own, and administrators change it.

An app registers a plan for the lists of its types in AppConfig.ready. `create_roles` makes the workflow that is
missing; a list that is made later gets the workflow that the other lists of its type have. Below a list without one,
the workflow of the whole tree holds.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from portal.permissions.matrix import Action, roles_at_step


@dataclass(frozen=True)
class PlannedStep:
    """A step as it is first made: its name in the admin, the model of its task, what its groups do there."""

    name: str
    task: str
    action: Action


@dataclass(frozen=True)
class WorkflowPlan:
    """A workflow as it is first made, and the models of the lists that get it, each as "app.Model"."""

    name: str
    steps: tuple[PlannedStep, ...]
    lists: tuple[str, ...] = ()


SECOND_READER = PlannedStep("Andra läsaren", "portal.SecondReaderTask", Action.REVIEW)
FACT_REVIEW = PlannedStep("Faktagranskning", "portal.SecondReaderTask", Action.REVIEW)
PUBLICATION = PlannedStep("Publicering", "portal.PublicationTask", Action.APPROVE)
# For all pages whose list has no workflow of its own.
OF_THE_TREE = WorkflowPlan("Granskning", (SECOND_READER, PUBLICATION))

_plans: list[WorkflowPlan] = []


def register_plan(plan: WorkflowPlan) -> None:
    """Add a workflow for the lists that it names."""
    _plans.append(plan)


def make_workflows(root: Any) -> None:
    """Make the workflows that are missing and give them to their lists; `root` is the page above all.

    What is there already stays as the administrators have it, also under another name.
    """
    readers = apps.get_model("portal.SecondReaderTask").objects.all()
    if not WorkflowTask.objects.filter(task__in=readers.values("pk")).exists():
        # Wagtail's own lets one person publish alone.
        Workflow.objects.filter(workflow_states__isnull=True).update(active=False)
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": _made(OF_THE_TREE)})
    for plan in _plans:
        if _is_there(plan):
            continue
        workflow = _made(plan)
        for name in plan.lists:
            for page in apps.get_model(name).objects.filter(workflowpage=None):
                WorkflowPage.objects.create(page=page, workflow=workflow)


def _is_there(plan: WorkflowPlan) -> bool:
    return Workflow.objects.filter(name=plan.name).exists()


def _made(plan: WorkflowPlan) -> Workflow:
    workflow = Workflow.objects.create(name=plan.name)
    for order, step in enumerate(plan.steps):
        task, is_new = apps.get_model(step.task).objects.get_or_create(name=step.name)
        if is_new:
            task.groups.set(Group.objects.filter(name__in=roles_at_step(step.action)))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


def _on_new_list(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Give a new list, such as that of another language, the workflow that its type's other lists have."""
    label = sender._meta.label
    plan = next((plan for plan in _plans if label in plan.lists), None)
    if not created or raw or plan is None:
        return
    others = WorkflowPage.objects.filter(page__in=sender.objects.exclude(pk=instance.pk).values("pk"))
    used = others.values_list("workflow", flat=True).order_by("page").first()
    if used or (used := Workflow.objects.filter(name=plan.name).values_list("pk", flat=True).first()):
        WorkflowPage.objects.create(page_id=instance.pk, workflow_id=used)


def connect() -> None:
    """Connect what new lists are given. Called once, when the app is ready."""
    post_save.connect(_on_new_list, dispatch_uid="portal.moderation.workflow_plans.new_list")
