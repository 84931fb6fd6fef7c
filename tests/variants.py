"""`--first-variants`: of each test with parameters only the first set, for a second run of what has run already."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first-variants", action="store_true", help="run each test with its first parameters alone")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the others, after `-m` and `-k` have chosen."""
    if not config.getoption("--first-variants"):
        return
    first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
    others = [item for item in items if item is not first[item.nodeid.partition("[")[0]]]
    config.hook.pytest_deselected(items=others)
    items[:] = first.values()
    items.reverse()
