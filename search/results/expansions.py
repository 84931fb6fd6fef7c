"""What was searched for beside the words that were typed: never silently, and with a way back to the words alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.selections.selection import LONGEST_QUESTION, Selection
from search.index.site_analyzer import analysis, names, names_in
from search.query.parser import parse
from search.query.resolver import Name
from search.results.answers import Answer, is_anywhere
from search.results.hits import Hit
from search.text.analyzer import fold

# So many other words of a name are told.
MOST_TOLD = 3


@dataclass(frozen=True)
class Expansion:
    """What was asked beside the words, told to the reader."""

    # Product names that no page has, as the thesaurus writes them, and what was found in their place.
    unknown: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    # Other words for what was asked.
    beside: tuple[str, ...] = ()
    # Whether there were more of these than are told.
    is_cut: bool = False
    # The query string of the words alone; empty where no page has one of them.
    query: str = ""


def expansion(selection: Selection, given: Answer, found: list[Hit]) -> Expansion:
    """What was asked beside the words of a question that has hits."""
    unknown: dict[str, None] = {}
    near: dict[str, None] = {}
    beside: dict[str, None] = {}
    is_known, is_cut = True, False
    for name in given.asked.names if found else ():
        if not (others := list(_others(name, selection.language))):
            continue
        here = _is_known(name, selection, found)
        is_known = is_known and here
        if not here and (product := _product(name)):
            unknown[product] = None
            near[others[0]] = None
        else:
            beside |= dict.fromkeys(others[:MOST_TOLD])
            is_cut = is_cut or len(others) > MOST_TOLD
    query = _query(selection) if beside and is_known else ""
    return Expansion(tuple(unknown), tuple(near), tuple(beside), is_cut, query)


def _query(selection: Selection) -> str:
    alone = words_alone(selection.q)
    return replace(selection, q=alone).query_string() if len(alone) <= LONGEST_QUESTION else ""


def words_alone(question: str) -> str:
    """The question with each word in quotation marks, so that it is asked for as it stands."""
    asked = parse(question)
    words = dict.fromkeys(word.text for word in analysis().words(asked.words, "sv"))
    left_out = [f'-"{text}"' for text in asked.without]
    return " ".join([*(f'"{text}"' for text in (*words, *asked.phrases)), *left_out])


def _others(name: Name, language: str) -> Iterator[str]:
    """What else a name was searched as: its concepts' other labels, what editors have declared, its narrower forms."""
    typed = {fold(name.text), *(fold(word.text) for word in name.words if len(name.words) == 1)}
    stems = tuple(word.forms[0].stem for word in name.words)
    seen = set(typed)
    labels = [label for concept in name.concepts for label in names_in(concept, language)]
    labels += [" ".join(other.text for other in synonym) for synonym in name.synonyms]
    labels += [label for concept in name.narrower for label in names_in(concept, language)[:1]]
    for label in labels:
        if fold(label) not in seen and analysis().stems(label, language) != stems:
            seen.add(fold(label))
            yield label


def _product(name: Name) -> str:
    """The name as the thesaurus writes it where it is one of a product: each word unknown and with a capital."""
    for label in (label for concept in name.concepts for label in names().get(concept, ())):
        if fold(label) == fold(name.text) and not label.isupper():
            words = analysis().words(label, "sv")
            if all(word.text[:1].isupper() and not word.parts for word in words):
                return label
    return ""


def _is_known(name: Name, selection: Selection, found: list[Hit]) -> bool:
    """Whether any page has the words; where a hit has them there is no need to ask."""
    typed = fold(name.text)
    stored = (hit.stored for hit in found if hit.stored)
    if any(typed in fold(text) for each in stored for text in (each.title, *each.names, each.ingress, each.text)):
        return True
    return is_anywhere(name, selection)
