"""Items as an admin sees them: where they lie and who has them, not what they say."""

from bot.lifecycle import Status
from bot.messages import Said, say
from bot.notices import status_words
from bot.web.admin import words
from bot.web.admin.listing.model import A_PAGE, Cell, Filter, Listed, Look, page
from storage import lists
from storage.lists import Line, Wanted


def items(look: Look) -> Listed:
    """The latest first."""
    statuses: dict[str, Said] = {status.value: status_words[status] for status in Status if status in status_words}
    forms = look.live.directory.forms
    status, form = look.chosen("status", statuses), look.chosen("form", forms)
    digits = look.q.replace("-", "").isdecimal()
    wanted = Wanted(
        before=look.number(),
        status=status,
        form=form,
        number=look.q if digits else "",
        found=_found(look) if look.q and not digits else None,
    )
    found = lists.items(look.connection, look.scope, wanted, A_PAGE + 1)
    shown, last = page(found, lambda line: str(line.id))
    return Listed(
        [say("Number"), say("Topic"), say("Place"), say("Lies with"), say("Status"), say("Filed")],
        [_row(look, line) for line in shown],
        last,
        say("Number, topic, place, unit; pinyin initials"),
        [
            Filter("status", say("Every status"), statuses, status),
            Filter("form", say("Every form"), forms, form),
        ],
    )


def _found(look: Look) -> tuple[list[str], list[str], list[str]]:
    below = [code for area in words.areas(look.live, look.q) for code in look.live.below.get(area, ())]
    paths = [look.live.paths[code] for code in below]
    return paths, words.topics(look.live, look.q), words.units(look.live, look.q)


def _row(look: Look, line: Line) -> list[Cell]:
    directory = look.live.directory
    topic = directory.topics.get(line.topic)
    unit = directory.units.get(line.lead)
    about = topic.name if topic is not None else directory.forms.get(line.form, line.form)
    return [
        Cell(line.number, f"/admin/explain?number={line.number}"),
        Cell(about),
        Cell(directory.path(line.area) if line.area in directory.chains else line.area),
        Cell(unit.name if unit is not None else line.lead),
        Cell(status_words[Status(line.status)]),
        Cell(line.filed_at),
    ]
