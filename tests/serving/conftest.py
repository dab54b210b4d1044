from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.databases import copied


@pytest.fixture
def database_url(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of this test's own, of the kind that this run is on."""
    with copied(tmp_path) as url:
        yield url
