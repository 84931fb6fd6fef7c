"""Who follows a selection is told of what leaves it, whichever selection and whichever way."""

import pytest

from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, RegionFactory, make_site
from tests.flow.leaving import WAYS, Leaving

# A tenth of what `python -m tests.benchmarks leaving` does, each way at least once.
SELECTIONS = 20


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.usefixtures("own_index")
def test_each_random_selection_is_told_of_what_leaves_it():
    make_site()
    rebuild()
    areas = [ProductAreaFactory() for _ in range(5)]
    leaving = Leaving(
        7, areas, [RegionFactory(code=code, name=code.title()) for code in ("skane", "halland", "dalarna")]
    )
    for _ in range(SELECTIONS):
        leaving.attempt()
    assert not leaving.faults, "\n".join(leaving.faults)
    assert set(leaving.figures) == set(WAYS)
