"""How far forward a publication stands among others that answer a question equally well.

What no longer holds stands last, and what is invented behind all that is real. Then the type decides: what says what to
do stands before what that was built on, and this before what only tells of it.
"""

from typing import Any

from portal.publications.statuses import MAY_BE_PAST, is_past

LAST = 0
# The most that a type may have as its own precedence.
MOST_OF_TYPE = 14
# What is real stands before every example.
OF_REAL = 5
FIRST = OF_REAL + MOST_OF_TYPE
# What may no longer hold, as far as anybody knows, loses so much.
UNSURE = 4
# An example has this part of what it would have of its type.
_EXAMPLES = 3


def precedence(page: Any) -> int:
    """From LAST to FIRST, by facts that only an event changes: no day does. The distance says how much it matters.

    What is overdue for review holds until somebody decides otherwise, and a status that follows the calendar is stored.
    """
    if is_past(page.status):
        return LAST
    of_type = max(1, page.specific_class.precedence - UNSURE * (page.status in MAY_BE_PAST))
    return -(-of_type // _EXAMPLES) if page.is_example else OF_REAL + of_type
