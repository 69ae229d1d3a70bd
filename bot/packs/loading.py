"""A starter pack into the database, as a whole: places, units, topics, rules and forms."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from bot.forms.compiled import compiled_form
from bot.forms.model import Form
from bot.packs import FormSource, Pack
from storage import Connection, marks, places, stages, visits

_DATED = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[-.]?(\d*)")
_PARTINGS = str.maketrans("-_/", "...")


def load(connection: Connection, pack: Pack, now: datetime) -> None:
    """Writes what the pack holds; what is there already under the same code is changed to what the pack says."""
    places.put_areas(connection, _areas(pack))
    places.put_functions(connection, [msgspec.to_builtins(function) for function in pack.functions])
    places.put_units(connection, [_unit(unit) for unit in pack.units])
    places.put_topics(connection, [_topic(topic, n) for n, topic in enumerate(pack.topics)])
    visits.put_rhythms(connection, [msgspec.to_builtins(rhythm) for rhythm in pack.rhythms])
    stages.put_kinds(connection, [msgspec.to_builtins(kind) for kind in pack.stages])
    places.publish_rules(connection, [msgspec.to_builtins(rule) for rule in pack.rules], pack.name, now)
    for source in pack.forms:
        publish(connection, source, now)
    marks.write(connection, "pack", pack.name)
    places.changed(connection)


def publish(connection: Connection, source: FormSource, now: datetime) -> Form:
    """Has people asked by a form from now on."""
    form = compiled_form(source.file, source.content)
    places.publish_form(connection, form.code, form.version, source.file, source.content, now)
    return form


def clashing(connection: Connection, sources: Iterable[FormSource]) -> Form | None:
    """The first form that asks other things than the version of its name does that is there already: what was begun
    with that one could not go on."""
    for source in sources:
        form = compiled_form(source.file, source.content)
        if places.form_source(connection, form.code, form.version) not in (None, source.content):
            return form
    return None


def older(connection: Connection, sources: Iterable[FormSource]) -> tuple[Form, str] | None:
    """The first form that is older than the one people are asked by, and that one's version."""
    kept = places.form_versions(connection)
    live = {code: version for code, version, is_live in kept if is_live}
    for source in sources:
        form = compiled_form(source.file, source.content)
        now = live.get(form.code, form.version)
        known = any((code, version) == (form.code, form.version) for code, version, _live in kept)
        if form.version != now and _before(form.version, now, known=known):
            return form, now
    return None


def _before(version: str, live: str, *, known: bool) -> bool:
    """Whether a version comes before the live one; of versions that are no numbers, one that was here already does."""
    one, other = _numbers(version), _numbers(live)
    return one < other if one and other else known


def _numbers(version: str) -> tuple[int, ...]:
    """1.10, 2026-11-24 and 2026112401 as numbers: (1, 10), (2026, 11, 24), (2026, 11, 24, 1); of others none."""
    dated = _DATED.fullmatch(version)
    parts = dated.groups() if dated else version.lower().removeprefix("v").translate(_PARTINGS).split(".")
    return tuple(int(part) for part in parts if part) if all(part.isdecimal() or not part for part in parts) else ()


def _areas(pack: Pack) -> list[dict[str, Any]]:
    directory = pack.directory()
    rows = [
        {"code": area.code, "name": area.name, "level": area.level, "parent": area.parent or None,
         "path": "/".join(reversed(directory.chains[area.code]))}
        for area in pack.areas
    ]  # fmt: skip
    return sorted(rows, key=lambda row: len(str(row["path"])))  # parents first: children name them


def _unit(unit: Any) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "area": unit.area, "aliases": list(unit.aliases),
            "functions": list(unit.functions), "closed_at": None}  # fmt: skip


def _topic(topic: Any, position: int) -> dict[str, Any]:
    return {"code": topic.code, "group": topic.group, "name": topic.name, "point": topic.point or None,
            "keywords": list(topic.keywords), "position": position}  # fmt: skip
