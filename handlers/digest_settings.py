"""/digest_settings: when somebody, or a unit, is told what is in the inbox: rhythm, hour, language, quiet hours."""

from dataclasses import replace

from bot.messages import Action, Choice, Lines, Message, Said, Text, say
from bot.rights import Role
from bot.turn import Turn
from handlers.pin_digests import row_here
from storage import hours as stored
from storage.hours import Hours

RHYTHMS: dict[str, Text] = {"daily": say("Every day"), "weekly": say("Every week"), "never": say("Not at all")}
WEEKDAYS = (say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday"), say("Saturday"),
            say("Sunday"))  # fmt: skip
HOURS = (7, 8, 9, 12, 14, 18)
QUIET = ((22, 7), (20, 8), (0, 0))
LANGUAGES = {"zh": "中文", "en": "English"}
NUMBERS = {"weekday": (1, 7), "hour": (0, 23), "quiet_from": (0, 23), "quiet_to": (0, 23)}


def digest_settings(turn: Turn) -> list[Message]:
    """Shows them, each changed by a tap; a head may change those of the unit."""
    unit = turn.target
    if turn.person is None or not turn.person.units():
        return [Message(text=say("You do not work in a unit that has an inbox."))]
    if unit and unit not in _headed(turn):
        return [Message(text=say("The unit's hours are for its head to change."))]
    hours = _kept(turn, unit)
    changed = _changed(turn, hours or Hours())
    person = None if unit else turn.person.id
    if turn.value("reset"):
        stored.drop(turn.connection, person=person, unit=unit or None)
        hours = None
    elif changed is not None:
        stored.put(turn.connection, changed, person=person, unit=unit or None)
        hours = changed
    return [Message(text=_words(turn, unit, hours), choices=_choices(turn, unit, hours or Hours()), slot="hours")]


def _headed(turn: Turn) -> tuple[str, ...]:
    assert turn.person is not None  # noqa: S101 - asked by whoever calls
    return tuple(each.unit for each in turn.person.memberships if each.role == Role.HEAD and each.unit)


def _kept(turn: Turn, unit: str) -> Hours | None:
    assert turn.person is not None  # noqa: S101 - asked by whoever calls
    return stored.of_unit(turn.connection, unit) if unit else stored.of_person(turn.connection, turn.person.id)


def _changed(turn: Turn, hours: Hours) -> Hours | None:
    """The hours with what was tapped or chosen; None where nothing was, or nothing that can be."""
    given: dict[str, object] = {}
    for name, (least, most) in NUMBERS.items():
        typed = str(turn.value(name))
        if typed.isascii() and typed.isdigit() and len(typed) <= 2 and least <= int(typed) <= most:
            given[name] = int(typed)
    if turn.value("rhythm") in RHYTHMS:
        given["rhythm"] = str(turn.value("rhythm"))
    if turn.value("language") in {*LANGUAGES, "own"}:
        language = str(turn.value("language"))
        given["language"] = "" if language == "own" else language
    return replace(hours, **given) if given else None  # type: ignore[arg-type]


def _words(turn: Turn, unit: str, hours: Hours | None) -> Said:
    name = turn.live.directory.units[unit].name if unit in turn.live.directory.units else ""
    head = say("The digest of {unit}", unit=name) if unit else say("Your digest")
    if hours is None:
        usual = say("As usual: every morning.") if unit else say("As for all of your unit.")
        return Lines((head, usual, say("Tap what you want to have otherwise.")))
    when: Said = RHYTHMS[hours.rhythm]
    if hours.rhythm == stored.WEEKLY:
        when = say("every week on {weekday}, from {hour}:00", weekday=WEEKDAYS[hours.weekday - 1], hour=str(hours.hour))
    elif hours.rhythm == stored.DAILY:
        when = say("every day from {hour}:00", hour=str(hours.hour))
    lines: list[Said] = [head, when, quiet_words(hours)]
    if hours.language:
        lines.append(say("In {language}.", language=LANGUAGES[hours.language]))
    return Lines(tuple(lines))


def quiet_words(hours: Hours) -> Said:
    """The hours in which nothing makes a sound."""
    if hours.quiet_from == hours.quiet_to:
        return say("Messages make a sound at any hour.")
    return say("From {first}:00 to {last}:00 messages come without a sound.", first=str(hours.quiet_from),
               last=str(hours.quiet_to))  # fmt: skip


def _choices(turn: Turn, unit: str, hours: Hours) -> tuple[tuple[Choice, ...], ...]:
    rows = [tuple(_button(unit, label, rhythm=code) for code, label in RHYTHMS.items())]
    if hours.rhythm == stored.WEEKLY:
        days = [_button(unit, label, weekday=str(number)) for number, label in enumerate(WEEKDAYS, start=1)]
        rows += [tuple(days[:4]), tuple(days[4:])]
    rows.append(tuple(_button(unit, f"{hour}:00", hour=str(hour)) for hour in HOURS))
    if not unit:
        rows.append(tuple(_quiet(*each) for each in QUIET))
    rows.append(tuple(_button(unit, label, language=code) for code, label in LANGUAGES.items()))
    others = [each for each in ("", *_headed(turn)) if each != unit]
    rows.append((_button(unit, say("As usual"), reset="yes"), *(_other(turn, each) for each in others)))
    return (*rows, *row_here(turn)) if not unit else tuple(rows)


def _button(unit: str, label: Said, **values: str) -> Choice:
    return Choice(label, Action("digest_settings", unit, values))


def _quiet(first: int, last: int) -> Choice:
    label = say("Quiet {first}–{last}", first=str(first), last=str(last)) if first != last else say("Never quiet")
    return _button("", label, quiet_from=str(first), quiet_to=str(last))


def _other(turn: Turn, unit: str) -> Choice:
    directory = turn.live.directory
    label: Said = say("My own digest")
    if unit:
        label = say("Digest of {unit}", unit=directory.units[unit].name if unit in directory.units else unit)
    return Choice(label, Action("digest_settings", unit))
