"""Queries that every list and search asks: their SQL is made once, since to make it costs more than to run it."""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import repeat
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

# Of more ids the SQL is made each time: it is as long as they are many.
MOST = 64


class PreparedQuery:
    """A query that always asks the same, of the given ids where it asks of any.

    `of` makes its queryset of `values_list` from the ids. Whatever else it depends on is read once.
    """

    def __init__(self, of: Callable[[Collection[int]], Any]) -> None:
        self._of = of
        self._compiled = cache(self._compile)

    def rows(self, ids: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        """What the queryset of these ids gives."""
        if len(ids) > MOST:
            return list(self._of(ids))
        # One text of SQL for 0, 1, 2, 4, 8 … ids: an id that stands in it twice finds nothing more.
        size = 1 << (len(ids) - 1).bit_length() if ids else 0
        asked = [*ids, *repeat(ids[0], size - len(ids))] if ids else []
        compiler, sql, parameters = self._compiled(size)
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked[each] if _stands_for_an_id(each) else each for each in parameters])
            return list(compiler.results_iter([cursor.fetchall()], tuple_expected=True))

    def _compile(self, size: int) -> tuple[Any, str, tuple[Any, ...]]:
        """The compiler, SQL and parameters, where a negative number stands for each id: -1 for the last.

        Raises ValueError where the numbers of the ids do not come back as numbers among the parameters.
        """
        # The proxy of the connection: each thread has one of its own.
        compiler = self._of(range(-size, 0)).query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            sql, parameters = "", ()
        if sql and set(range(-size, 0)) != set(filter(_stands_for_an_id, parameters)):
            raise ValueError("The parameters of the SQL are not the ids that were asked of")
        return compiler, sql, tuple(parameters)


def _stands_for_an_id(parameter: Any) -> bool:
    # Not `type(…) is int`: for PostgreSQL some numbers are of a subclass, by the width of their column.
    return isinstance(parameter, int) and parameter < 0
