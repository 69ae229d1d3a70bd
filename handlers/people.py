"""/people: an admin's way to people in chat: who has not come in, who somebody is, and what can be changed of them."""

from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.notices import in_rows
from bot.people import accounts, coming
from bot.people.roles import manages
from bot.rights import Right, Role
from bot.routing.directory import Unresolved
from bot.sought import sought
from bot.tables.people import ROLE_WORDS
from bot.turn import Turn
from handlers import acting
from handlers.staff import slot
from storage import absences
from storage import staff as stored
from storage.staff import Held

FOUND = 12  # roles that a search shows
SHOWN = 8  # people or successors that are offered as buttons
NAMES = {role: next(word for word, held in ROLE_WORDS.items() if held == role) for role in Role}

Rows = tuple[tuple[Choice, ...], ...]


def people(turn: Turn) -> list[Message]:
    """Without a name: how many are in, and who is not. With one: that person."""
    if turn.person is None or not turn.person.may(Right.INVITE):
        return [Message(text=acting.NOT_YOURS)]
    typed = sought(turn.target) or sought(str(turn.value("name")))
    if not typed:
        return [_overview(turn)]
    found = [each for each in stored.called(turn.connection, typed, 200) if manages(turn.person, [each])]
    turn.expect(None)
    known = list(dict.fromkeys(each.person for each in found))
    if not known:
        return [Message(text=say("There is nobody called {name} in your area.", name=typed))]
    if len(known) == 1:
        return [_one(turn, known[0])]
    firsts = {each.person: each for each in reversed(found)}
    choices = tuple((Choice(f"{each.name}·{each.place}", Action("person", str(each.person))),)
                    for each in list(firsts.values())[:SHOWN])  # fmt: skip
    return [Message(text=say("Which one?"), choices=choices, slot="people")]


def _overview(turn: Turn) -> Message:
    waiting = len({each.held.person for each in stored.not_come(turn.connection, coming.reach(turn.person))})
    come = stored.come(turn.connection, coming.reach(turn.person))
    text = Lines((
        say_n("{count} person has come in.", "{count} people have come in.", come),
        say_n("{count} person has not come in yet.", "{count} people have not come in yet.", waiting),
        say("Write a name to find somebody."),
    ))  # fmt: skip
    turn.expect(Action("people", "", {"needs": "name"}))
    rows: list[tuple[Choice, ...]] = [(Choice(say("Who has not come in"), Action("waiting")),)] if waiting else []
    rows.append((Choice(say("Invite, and print cards"), Action("person_invites")),))
    return Message(text=text, choices=tuple(rows), slot="people")


def person(turn: Turn) -> list[Message]:
    """One person, by id, with what can be changed."""
    identity = _identity(turn)
    if identity is None:
        return [Message(text=say("There is nobody with this number."))]
    return [_one(turn, identity)]


def _identity(turn: Turn) -> int | None:
    """The person that the target names, where all of their roles are this admin's to change."""
    target = turn.target
    if not target.isdecimal() or len(target) > 9 or turn.person is None:
        return None
    held = stored.roles(turn.connection, int(target))
    return int(target) if manages(turn.person, held) else None


def _one(turn: Turn, identity: int) -> Message:
    held = stored.roles(turn.connection, identity)
    lines: list[Said] = [_line(each) for each in held]
    away = absences.of_person(turn.connection, identity)
    lines += [say("Away from {first} to {last}.", first=each.first, last=each.last) for each in away]
    target = str(identity)
    row = [Choice(say("Ends a role"), Action("person_leaves", target)),
           Choice(say("Somebody stands in"), Action("away", target)),
           Choice(say("A new invitation"), Action("person_invites", target))]  # fmt: skip
    if any(each.role == Role.REPORTER for each in held):
        row.insert(0, Choice(say("To another village"), Action("person_moves", target)))
    if away:
        row.append(Choice(say("Is back"), Action("staff_change", target, {"do": "back"})))
    choices = in_rows(row)
    return Message(text=Lines(tuple(lines)), choices=choices, slot=slot(identity))


def _line(held: Held) -> Said:
    return say("{name}: {role}, {place}", name=held.name, role=NAMES[Role(held.role)], place=held.place)


def person_invites(turn: Turn) -> list[Message]:
    """A link to the page of invitations, of one person or all: codes are keys, and stay out of chats."""
    identity = _identity(turn)
    known = turn.target
    if turn.person is None or not turn.person.may(Right.INVITE) or (known and identity is None):
        return [Message(text=acting.NOT_YOURS)]
    page = "/admin/invitations" + (f"?person={identity}" if identity is not None else "")
    url = f"{turn.offices.public_url}/link/{accounts.new_link(turn.connection, turn.person.id, page, turn.now)}"
    text = say("Invitations are made on the page, since codes are keys. The link works once, within ten minutes.")
    return [Message(text=text, choices=((Choice(say("Open the page"), url=url),),), slot="people")]


# --- to another village -----------------------------------------------------------------------------------------


def person_moves(turn: Turn) -> list[Message]:
    """Asks to which village, then who goes on with what is open in the one that is left."""
    identity = _identity(turn)
    if identity is None:
        return [Message(text=acting.NOT_YOURS)]
    typed = sought(str(turn.value("place")))
    if not typed:
        turn.expect(Action("person_moves", str(identity), {"needs": "place"}))
        return [Message(text=say("To which village? Write its name, or its path: 环县/曲子镇/西沟村."), slot="expects")]
    try:
        area = turn.live.directory.area(typed)
    except Unresolved as error:
        return [Message(text=error.message, slot="expects")]
    turn.expect(None)
    held = [each for each in stored.roles(turn.connection, identity) if each.role == Role.REPORTER]
    source = str(turn.value("source"))
    if not source and len(held) > 1:
        return [_which_is_left(turn, identity, held, area.code)]
    return [_who_goes_on(turn, identity, source or held[0].area, area.code)]


def _which_is_left(turn: Turn, identity: int, held: list[Held], target: str) -> Message:
    choices = tuple(
        (Choice(each.place, Action("person_moves", str(identity), {"place": target, "source": each.area})),)
        for each in held
    )
    return Message(text=say("Which village do they leave?"), choices=choices, slot=slot(identity))


def _who_goes_on(turn: Turn, identity: int, source: str, target: str) -> Message:
    """The last tap does it: somebody of that village goes on with what is open, or it goes along."""
    values = {"do": "transfer", "source": source, "place": target}
    there = stored.holders(turn.connection, area=source, role=Role.REPORTER)
    rows = [
        (Choice(say("{name} goes on with it", name=each.name),
                Action("staff_change", str(identity), {**values, "successor": str(each.person)})),)
        for each in there if each.person != identity
    ]  # fmt: skip
    rows = rows[:SHOWN]
    rows.append((Choice(say("It stays with them"), Action("staff_change", str(identity), values)),))
    count = len(stored.answered_for(turn.connection, identity, turn.live.paths[source]))
    text = say("To {target}. {count} items of theirs are open in {source}: who goes on with them, and with forms that"
               " are not finished?", target=turn.live.directory.path(target), count=count,
               source=turn.live.directory.path(source))  # fmt: skip
    return Message(text=text, choices=tuple(rows), slot=slot(identity))


# --- leaving ----------------------------------------------------------------------------------------------------


def person_leaves(turn: Turn) -> list[Message]:
    """Which role ends, then once more whether it shall."""
    identity = _identity(turn)
    if identity is None:
        return [Message(text=acting.NOT_YOURS)]
    held = stored.roles(turn.connection, identity)
    chosen = [str(each) for each in turn.value("roles") or ()]
    target = str(identity)
    if not chosen and len(held) > 1:
        rows = [(Choice(_line(each), Action("person_leaves", target, {"roles": [each.id]})),) for each in held]
        rows.append((Choice(say("All of them"), Action("person_leaves", target, {"roles": [e.id for e in held]})),))
        return [Message(text=say("Which role ends?"), choices=tuple(rows), slot=slot(identity))]
    ending = [each for each in held if str(each.id) in chosen] or held
    lines: list[Said] = [_line(each) for each in ending]
    lines.append(say("It ends at once. With the last role, chats, pages and invitations no longer work."))
    action = Action("staff_change", target, {"do": "leave", "roles": [each.id for each in ending]})
    choices = ((Choice(say("End it now"), action), Choice(say("Leave it as it is"), Action("person", target))),)
    return [Message(text=Lines(tuple(lines)), choices=choices, slot=slot(identity))]
