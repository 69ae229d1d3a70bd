"""What the many deployments of one run of the tests would each do alike is done once: most begin from one database."""

import hashlib
import ssl
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import certifi
import msgspec
import pytest
from sqlalchemy import Connection, Dialect, Engine, create_engine

from bot import live
from storage import engine as engines

# What a view is read from.
PLACE = ("area", "function", "unit", "topic", "ruleset", "form", "mark", "rhythm", "stage_kind")
VIEWS = 8  # that are kept; a test of tables makes some of its own


@contextmanager
def once() -> Iterator[None]:
    """While the tests run: one view of the same places, one compilation of a statement, one reading of authorities."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "read", _Views(live.read).read)
        patch.setattr(engines, "create_engine", _Engines().create)
        patch.setattr(ssl, "create_default_context", _trusting(ssl.create_default_context))
        yield


def _trusting(create: Callable[..., ssl.SSLContext]) -> Callable[..., ssl.SSLContext]:
    """The authorities of the certifi package are read once: each HTTP client would read the file anew, some 30 ms."""
    known: list[ssl.SSLContext] = []

    def trusting(*given: Any, **more: Any) -> ssl.SSLContext:
        if given or more != {"cafile": certifi.where()}:
            return create(*given, **more)
        if not known:
            known.append(create(**more))
        return known[0]

    return trusting


class _Views:
    """Views by all that stands in the tables which they are read from."""

    def __init__(self, read: Any) -> None:
        self._read, self._kept = read, OrderedDict[tuple[int, bytes], live.Live]()

    def read(self, connection: Connection, version: int) -> live.Live:
        key = version, _written(connection)
        found = self._kept.pop(key, None) or self._read(connection, version)
        self._kept[key] = found
        if len(self._kept) > VIEWS:
            self._kept.popitem(last=False)
        return found


def _written(connection: Connection) -> bytes:
    digest = hashlib.blake2b()
    for table in PLACE:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all()
        digest.update(msgspec.msgpack.encode([tuple(row) for row in rows]))
    return digest.digest()


class _Engines:
    """Engines of one database's kind share what they compiled, once the first of them has met its database."""

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._compiled: dict[Any, Any] = {}

    def create(self, *given: Any, **more: Any) -> Engine:
        engine = create_engine(*given, **more)
        first = self._dialects.setdefault(engine.dialect.name, engine.dialect)
        if first.server_version_info is not None:
            engine.dialect = first
        engine.update_execution_options(compiled_cache=self._compiled)
        return engine
