"""What the analysis makes of a text: its words, and the layers of tokens that an index holds of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """One word of a text. Tokens hold no white space, so that an engine only splits at it."""

    text: str
    # Where it stands in the text, in characters.
    start: int
    end: int
    # Of its lemma, where the dictionary has another one.
    stem: str
    # The stems of a compound's parts, linking letters away; empty for what is no compound.
    parts: tuple[str, ...] = ()
    # Stem and word as typed without å ä ö æ ø é.
    folded: tuple[str, ...] = ()
    # Too common to be asked for alone ("och", "the").
    is_small: bool = False
    # So common that a text which has it somewhere need not be about it ("tid"); known of Swedish words.
    is_common: bool = False
    # The parts that say by themselves what a compound is about: of "graviditetstest" not "test".
    telling: tuple[str, ...] = ()
    # Those that are rare words.
    rare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Label:
    """A concept that is named by the words from `first` up to, not including, `last`."""

    concept: str
    first: int
    last: int


@dataclass(frozen=True)
class Layers:
    """The tokens of a text: the stems in reading order, the others as bags."""

    stems: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
