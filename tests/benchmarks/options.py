"""What each measure is told. A measure is a module with `figures(options)`, which returns what is printed as JSON."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    rounds: int
    # For `search` and `feeds`: how many publications; for `search`: which engine.
    size: int = 10_000
    engine: str = "tantivy"
    # For `publish`: so many files, each slow to read, are published just before.
    files: int = 0
    # For `refinements`: those that are off at the same time; each of all alone where none is named.
    without: tuple[str, ...] = ()
    # For `leaving`: how many random selections.
    selections: int = 200
    # For `readers`: how many acts of an editor; there and for `leaving`: which of the random histories.
    edits: int = 200
    seed: int = 1
    # For `tasks`: walk by keyboard alone; make the pictures of the guide.
    keyboard: bool = False
    pictures: bool = False
