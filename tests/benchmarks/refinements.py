"""What each refinement of search is worth: how many of the questions of tests/search lose their page without it."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.core.management.base import CommandError

from search.index.indexer import rebuild
from search.results.answers import MOST_IDS
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied
from tests.benchmarks.refinement_table import refinements
from tests.search import golden
from tests.search.golden import TUNED, Question
from tests.search.switches import Part

PLACES = {"ten": 10, "three": 3, "first": 1}
# So many of the questions that are lost are named.
MOST_NAMED = 12
# Question → place of its first right page, 0 for none. Of a question that must find nothing: 1 where it does.
Ranks = dict[Question, int]


def figures(options: Options) -> dict[str, Any]:
    """Refinement → questions lost and gained without it, counted in a copy of a portal with the demo content.

    "ten": [3, 1] says that three questions lost their page from the first ten and one got it there. Tuned are those
    of golden.yaml, unseen the others. Moved names the lost ones with their places before and after.
    """
    if not os.environ.get(COPY):
        with copied() as var:
            named = ("--without", *options.without) if options.without else ()
            return again(var, "refinements", *named, SEARCH_ENGINE="tantivy")
    addresses = golden.addresses_by_id()
    if not set(golden.addresses_by_key().values()) <= set(addresses.values()):
        raise CommandError("The questions are about the demo content: run `manage.py load_demo` in an empty portal.")
    with_all = _ranks(addresses)
    found: dict[str, Any] = {"questions": Counter(_group(question) for question in with_all)}
    for name, parts in _chosen(options.without):
        found[name] = compared(with_all, _ranks_without(parts, addresses))
        # All of them take some minutes: what is known is told at once.
        print(f"{name}: {found[name]}", file=sys.stderr, flush=True)
    return found


def _chosen(names: Sequence[str]) -> Iterator[tuple[str, list[Part]]]:
    """What is to be off at the same time: those that are named, or each of all alone.

    Raises CommandError where a name is unknown.
    """
    known = {refinement.name: refinement for refinement in refinements()}
    if unknown := set(names) - known.keys():
        raise CommandError(f"No such refinement: {', '.join(sorted(unknown))}. Known are: {', '.join(known)}.")
    if names:
        yield " + ".join(names), [known[name] for name in names]
    else:
        yield from ((name, [refinement]) for name, refinement in known.items())


def _ranks_without(parts: Sequence[Part], addresses: dict[int, str]) -> Ranks:
    with ExitStack() as stack:
        for refinement in parts:
            stack.enter_context(refinement.off())
        return _ranks(addresses)


def _ranks(addresses: dict[int, str]) -> Ranks:
    rebuild()
    answers = golden.ask([*golden.tuned(), *golden.unseen()], addresses)
    return {question: question.rank(hits) if question.pages else int(not hits) for question, hits in answers.items()}


def compared(before: Ranks, after: Ranks) -> dict[str, Any]:
    """Questions lost and gained in each group and place, and which were lost."""
    told: dict[str, Any] = {"tuned": {}, "unseen": {}}
    for group, places in told.items():
        of_group = [question for question in before if _group(question) == group]
        for name, most in PLACES.items():
            was = {question for question in of_group if 0 < before[question] <= most}
            now = {question for question in of_group if 0 < after[question] <= most}
            places[name] = [len(was - now), len(now - was)]
    lost = [question for question in before if before[question] and not 0 < after[question] <= before[question]]
    lost.sort(key=lambda question: after[question] or MOST_IDS, reverse=True)
    moved = [f"{question.q} ({question.language}, {before[question]} → {after[question]})" for question in lost]
    return {**told, "moved": moved[:MOST_NAMED]}


def _group(question: Question) -> str:
    return "tuned" if question.file == TUNED else "unseen"
