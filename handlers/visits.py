"""/visits: which households are to be visited now; visit_offer: the same each morning, to the cadre, once a day."""

from bot import items, notices
from bot.households import visits as words
from bot.messages import Lines, Message, Said, say, say_n
from bot.rights import Person, Right, Scope, scope_of
from bot.turn import Turn
from storage import people
from storage import visits as stored

VILLAGES = 8  # that a coordinator is shown


def visits(turn: Turn) -> list[Message]:
    """For a cadre whom to visit, each a button; for a coordinator how many were not seen, village by village."""
    person = turn.person
    if person is not None and person.may(Right.FILE):
        return [_due(turn, person) or Message(text=say("Nobody is waiting for a visit: all were seen in time."))]
    if person is not None and person.may(Right.COORDINATE):
        return [_unseen(turn, person)]
    return [Message(text=say("Visits are for the work teams in the villages, and for coordinators."))]


def visit_offer(turn: Turn) -> list[Message]:
    """The schedule's: the morning's list of one cadre; nothing to say, nothing sent."""
    person = people.person(turn.connection, int(turn.target)) if turn.person is None else None
    message = _due(turn, person) if person is not None else None
    if person is not None and message is not None:
        items.tell_person(turn, person.id, message)
    return []


def _due(turn: Turn, person: Person) -> Message | None:
    scope = Scope(villages=person.areas(Right.FILE))
    count = stored.many_due(turn.connection, scope, turn.live.rhythms, turn.today)
    if not count:
        return None
    found = stored.due(turn.connection, scope, turn.live.rhythms, turn.today, words.SHOWN)
    head = say_n("{count} household is to be visited:", "{count} households are to be visited:", count)
    foot = say("Tap a household to note a visit.")
    text = Lines((head, words.lines(found, count, turn.today), foot))
    return Message(text=text, choices=words.buttons(found), slot="visits")


def _unseen(turn: Turn, person: Person) -> Message:
    found = stored.villages(turn.connection, scope_of(person), turn.live.rhythms, turn.today)
    watched, unseen = sum(each.watched for each in found), sum(each.unseen for each in found)
    lines: list[Said] = [
        say("Of {watched} households to be visited regularly, {unseen} were not seen in time.", watched=watched,
            unseen=unseen)
    ]  # fmt: skip
    for each in found[:VILLAGES]:
        if each.unseen:
            place = notices.where(turn.live, each.area)
            lines.append(say("{place}: {unseen} of {watched}", place=place, unseen=each.unseen, watched=each.watched))
    return Message(text=Lines(tuple(lines)), slot="visits")
