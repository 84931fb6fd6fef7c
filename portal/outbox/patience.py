"""What readers cause to be written, such as a count or a kept feed, never makes them wait long for other writers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def patient_for(milliseconds: int) -> Iterator[None]:
    """Have the database refuse rather than wait longer than this while another writes: it raises a DatabaseError.

    It is a transaction of its own, or within the one there is. What is written so may be lost when the database's
    machine stops just then.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}")
                cursor.execute("SET LOCAL synchronous_commit = off")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
