"""An item's answers as people read them: the questions' labels, choices in words, what is sensitive masked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import located, notices
from bot.forms.expressions import Run
from bot.forms.facts import Entry, Rows
from bot.forms.model import Node
from bot.forms.walk import locate
from bot.forms.wording import short, whole_words
from bot.live import Live
from bot.messages import Said
from bot.web.site import Site
from storage.items import Item


@dataclass(frozen=True)
class Answer:
    """A question and what was answered; `about` says which member of a repeat it is."""

    label: Said
    words: Said
    about: str = ""
    map: str = ""  # where a location is seen


def answers(site: Site, live: Live, item: Item, sealed: bytes | None, now: datetime) -> list[Answer]:
    """All answers in the form's order; the sensitive ones are opened only to be masked."""
    form = live.form(item.form, item.form_version)
    stored = item.answers | (site.vault.open_json(sealed) if sealed else {})
    run = Run(stored, now, began=item.filed_at, lists=_lists(live, item), seed=0, person=item.reporter_name)
    order = {path: place for place, path in enumerate(form.nodes)}
    found = [(path, *where) for path in stored if (where := locate(form, path)) is not None]
    found.sort(key=lambda each: (each[2], order[each[1].path]) if each[2] else ((), order[each[1].path]))
    return [
        _answer(site, node, indices, stored[path], run)
        for path, node, indices in found
        if _told(item, node, stored[path])
    ]


def protected(site: Site, live: Live, item: Item, sealed: bytes | None, now: datetime) -> list[Answer]:
    """The sensitive answers in full, but for files; whoever calls has written the look down."""
    form = live.form(item.form, item.form_version)
    opened: dict[str, Any] = site.vault.open_json(sealed) if sealed else {}
    run = Run(opened, now, began=item.filed_at, lists=_lists(live, item), seed=0, person=item.reporter_name)
    found = []
    for path, value in opened.items():
        where = locate(form, path)
        question = where[0].question if where is not None else None
        if where is not None and question is not None and question.label is not None and isinstance(value, str | int):
            run.indices = where[1]
            found.append(Answer(short(question, run), str(value), str(where[1][-1]) if where[1] else ""))
    return found


def _told(item: Item, node: Node, value: Any) -> bool:
    """Whether a page says it: not what the bot reckoned by itself, what was skipped, or what the heading says."""
    question = node.question
    if question is None or question.computed or question.label is None:
        return False
    told = {"title": item.title, "topic": item.topic, "area": item.area, "household": item.household}
    if value and value == told.get(question.role):
        return False
    return value is not None and value != [] and question.type != "note"


def _answer(site: Site, node: Node, indices: tuple[int, ...], value: Any, run: Run) -> Answer:
    question = node.question
    assert question is not None  # noqa: S101 - _told kept questions alone
    run.indices = indices
    words = whole_words(node, value, run)
    seen = located.address(value, site.map_link) if question.type == "geopoint" and not question.sensitive else ""
    return Answer(short(question, run), words, str(indices[-1]) if indices else "", seen)


def _lists(live: Live, item: Item) -> dict[str, Rows]:
    """The outside lists, as far as this item needs them."""
    directory = live.directory
    areas = [Entry(code, notices.where(live, code)) for code in directory.chains.get(item.area, ())]
    topics = [Entry(topic.code, topic.name) for topic in live.topics]
    households = [Entry(item.household, item.household_head)] if item.household else []
    assets = [Entry(code, item.title.partition("：")[0]) for code in _chosen(live, item, "assets")]
    return {"areas": Rows(areas), "topics": Rows(topics), "households": Rows(households), "assets": Rows(assets)}


def _chosen(live: Live, item: Item, name: str) -> list[str]:
    """What was chosen from an outside list."""
    paths = live.asked_from(item.form, item.form_version, name)
    return [str(item.answers[path]) for path in paths if item.answers.get(path)]
