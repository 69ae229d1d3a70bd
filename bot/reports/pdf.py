"""A bulletin as a PDF."""

from collections.abc import Mapping
from pathlib import Path

from bot import notices
from bot.languages import In
from bot.messages import Said, say
from bot.reports import typeset, wording
from bot.reports.figures import Figures, Tally
from bot.routing.directory import Directory

TEMPLATE = Path(__file__).parent / "bulletin.typ"
TOPICS = 15  # that are drawn; the workbook has all


def write(path: Path, title: str, under: Said, figures: Figures, before: str, directory: Directory, said: In) -> None:
    """Writes the PDF. Raises OSError."""
    typeset.write(path, typeset.typeset(TEMPLATE, _content(title, under, figures, before, directory, said)))


def _content(
    title: str, under: Said, figures: Figures, before: str, directory: Directory, said: In
) -> Mapping[str, object]:
    """What the template draws, all of it in words."""
    named = {code: directory.areas[code].name for code in {*figures.parts, *figures.counties}}
    return {
        "title": title,
        "under": said(under),
        "overview": said(wording.overview(figures)),
        "empty": figures.total.empty,
        "before": before,
        "figures": [
            {"name": said(each.name), "value": wording.total(figures, each),
             "before": "" if figures.before.empty else wording.before(figures, each),
             "change": "" if figures.before.empty else said(wording.change(figures, each))}
            for each in wording.measures(figures)
        ],
        "topics": _topics(figures, directory, said),
        "topic_heads": [said(each.name) for each in wording.OF_TOPICS],
        "areas": _areas(figures, figures.parts, named) if figures.parts.keys() - figures.counties.keys() else [],
        "counties": _areas(figures, figures.counties, named) if figures.compared else [],
        "area_heads": [said(each.name) for each in wording.measures(figures, wording.OF_AREAS)],
        "words": {"summary": said(say("Overview")), "topics": said(say("By topic")), "areas": said(say("By area")),
                  "counties": said(say("Between counties")), "topic": said(say("Topic")), "area": said(say("Area"))},
        "notes": [said(note) for note in wording.notes(figures)],
    }  # fmt: skip


def _topics(figures: Figures, directory: Directory, said: In) -> list[dict[str, object]]:
    shown = wording.topics(figures)
    private = figures.private_topics
    return [
        {"name": said(notices.form_name(directory, key[1])), "cells": cells,
         "bar": 0 if key in private else figures.topics[key].filed}
        for key, cells in list(shown.items())[:TOPICS]
    ]  # fmt: skip


def _areas(figures: Figures, of: Mapping[str, Tally], named: Mapping[str, str]) -> list[dict[str, object]]:
    shown = wording.areas(figures, of)
    order = sorted(of, key=lambda code: (-of[code].filed, code))
    return [{"name": named[code], "cells": shown[code], "bar": of[code].filed} for code in order]
