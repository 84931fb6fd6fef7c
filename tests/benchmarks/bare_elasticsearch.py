"""What Elasticsearch itself takes, of the time of an answer and on its disk."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from elasticsearch import Elasticsearch

from tests.benchmarks.timing import milliseconds, spread


def beyond(client: Elasticsearch, calls: Sequence[Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """Milliseconds of the requests on the wire, and of all that each call does beside them."""
    waits: list[float] = []
    with _timing_requests(client, waits):
        calls[0]()
        bare, ours = [], []
        for call in calls:
            waits.clear()
            whole = milliseconds(call)
            bare.append(sum(waits))
            ours.append(whole - sum(waits))
    return {"bare request": spread(bare), "ours beyond it": spread(ours)}


def bytes_of(client: Elasticsearch, alias: str) -> int:
    """What the index takes up, without its copies."""
    return int(client.indices.stats(index=alias, metric="store")["_all"]["primaries"]["store"]["size_in_bytes"])


@contextmanager
def _timing_requests(client: Elasticsearch, waits: list[float]) -> Iterator[None]:
    """While it is entered, every request that leaves this process adds its milliseconds to the list."""
    nodes: list[Any] = list(client.transport.node_pool.all())

    def timed(send: Callable[..., Any]) -> Callable[..., Any]:
        def perform_request(*arguments: Any, **more: Any) -> Any:
            answers: list[Any] = []
            waits.append(milliseconds(lambda: answers.append(send(*arguments, **more))))
            return answers[0]

        return perform_request

    for node in nodes:
        node.perform_request = timed(node.perform_request)
    try:
        yield
    finally:
        for node in nodes:
            del node.perform_request
