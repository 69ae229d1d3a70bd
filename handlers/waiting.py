"""waiting, waiting_remind: who has not come in yet, and asking those in charge there to remind them."""

from collections import Counter

from bot.auditing import write
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.people import coming
from bot.rights import EVERYTHING, Right, Scope
from bot.turn import Turn
from handlers import acting
from storage import staff as stored

SHOWN = 20  # names


def waiting(turn: Turn) -> list[Message]:
    """By place, then by name, with a button that has them reminded."""
    if turn.person is None or not turn.person.may(Right.INVITE):
        return [Message(text=acting.NOT_YOURS)]
    found = list(
        {each.held.person: each for each in stored.not_come(turn.connection, coming.reach(turn.person))}.values()
    )
    if not found:
        return [Message(text=say("Everybody has come in."), slot="people", final=True)]
    lines: list[Said] = [
        say_n("{count} person has not come in yet.", "{count} people have not come in yet.", len(found))
    ]
    counties = Counter(_county(turn, each.held.path) for each in found)
    if len(counties) > 1:
        lines.append("、".join(f"{name} {count}" for name, count in counties.most_common()))
    lines += [coming.line(each, turn.now) for each in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(say("… and {count} more people.", count=len(found) - SHOWN))
    choices = ((Choice(say("Have them reminded"), Action("waiting_remind")),),)
    return [Message(text=Lines(tuple(lines)), choices=choices, slot="people")]


def _county(turn: Turn, path: str) -> str:
    code = path.rpartition("/")[2]
    directory = turn.live.directory
    return directory.areas[directory.base("county", code)].label if code in directory.areas else "-"


def waiting_remind(turn: Turn) -> list[Message]:
    """Heads and coordinators are asked, each once a day about the same people; a command may name one area."""
    scope = coming.reach(turn.person)
    if turn.person is None:
        area = turn.target
        scope = Scope(areas=(turn.live.paths[area],)) if area in turn.live.paths else EVERYTHING
    elif not turn.person.may(Right.INVITE):
        return [Message(text=acting.NOT_YOURS)]
    found = coming.remind(turn, scope)
    if not found.people:
        text = say("Nobody is left to be asked today.") if not found.alone else _alone(found.alone)
        return [Message(text=text, slot="people", final=True)]
    write(turn, "remind", "people", {}, {"people": found.people, "asked": found.asked}, "")
    lines: list[Said] = [say("{asked} heads and coordinators are asked to remind {people} people.", asked=found.asked,
                             people=found.people)]  # fmt: skip
    if found.alone:
        lines.append(_alone(found.alone))
    return [Message(text=Lines(tuple(lines)), slot="people", final=True)]


def _alone(count: int) -> Said:
    return say_n(
        "For {count} person there is no head or coordinator who has come in: remind them yourself.",
        "For {count} people there is no head or coordinator who has come in: remind them yourself.",
        count,
    )
