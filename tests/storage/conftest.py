"""An SQLite file for what only SQLite promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Engine, open_writer
from tests.deployment import copy_of


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = open_writer(copy_of(sqlite_template, tmp_path) / "cunqing.db")
    yield engine
    engine.dispose()
