"""Every address of the admin, read from the URL resolver, with values for its parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# One group of a regular expression without groups inside, or one converter of a path.
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)|\(([^()?][^()]*)\)")


@dataclass(frozen=True)
class Route:
    """A pattern as it is written, such as admin/pages/<int:page_id>/edit/, and its name with those of its spaces."""

    pattern: str
    name: str = ""

    def addresses(self, values: dict[str, list[Any]]) -> Iterator[str]:
        """The pattern with every combination of values; those of `prefix name` win over those of `name`."""
        names = [match[1] or match[2] or match[3] for match in PARAMETER.finditer(self.pattern)]
        for chosen in product(*(self._values(name, values) for name in names)):
            plain = PARAMETER.sub("{}", self.pattern).format(*chosen)
            yield "/" + re.sub(r"[\^$]", "", plain).replace("\\.", ".").replace("?", "")

    def _values(self, name: str, values: dict[str, list[Any]]) -> list[Any]:
        fitting = [key for key in values if key.endswith(f" {name}") and self.pattern.startswith(key.split(" ")[0])]
        key = max(fitting, key=len, default=name)
        if key not in values:
            raise LookupError(f"{self.pattern}: the walk has no value for {name}")
        return values[key]


def routes(prefix: str) -> Iterator[Route]:
    """All patterns under a prefix, but for the one that catches what is left."""

    def below(resolver: URLResolver, above: str, spaces: str) -> Iterator[Route]:
        for entry in resolver.url_patterns:
            pattern = above + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield Route(pattern, spaces + (entry.name or ""))
            else:
                yield from below(entry, pattern, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)

    for route in below(get_resolver(), "", ""):
        if route.pattern.startswith(prefix) and not route.pattern.endswith("^.*/$"):
            yield route
