"""/menu: what this person can do here, as buttons."""

from collections.abc import Mapping, Sequence

from bot import drafts, notices
from bot.languages import Languages
from bot.messages import Action, Choice, Message, Said, say
from bot.notices import in_rows
from bot.rights import Person, Right
from bot.turn import Turn
from storage import Connection, chats, people

FORMS = (
    (say("Visit log"), "visit_log"),
    (say("Household application"), "household_application"),
    (say("Report an issue"), "issue_report"),
)
FILE = (*FORMS, (say("My items"), "mine"))
UNIT = ((say("Inbox"), "inbox"), (say("Digest"), "digest"))
VISITS = (say("Visits due"), "visits")
MORE = ((say("To verify"), "to_verify"), (say("Asset upkeep"), "asset_upkeep"))
REPORTS = ((say("Bulletin"), "bulletin"), (say("Ledger"), "ledger"))
ANNOUNCE = (say("Announcements"), "announcements")
ADMIN = (
    (say("People"), "people"),
    (say("Who has not come in"), "waiting"),
    (say("Units"), "units"),
    (say("Added households"), "households"),
    (say("Departments’ lists"), "compare_list"),
)
ALL = ((say("Help"), "help"), (say("Open the pages"), "pages"))
NOT_UNDERSTOOD = say("I did not understand that. Tap what you would like to do.")
OFTEN = 6  # buttons under the help
TYPED = ((say("Menu"), "menu"), (say("Cancel"), "cancel"), (say("Go on filling in"), "resume"))


def menu(turn: Turn) -> list[Message]:
    """The menu; above it the forms that can be gone on with."""
    message = shown(turn, _asked(turn.person))
    if not turn.here.private:
        return [message]
    if turn.here.draft is not None:
        turn.expect(Action("between", values={"needs": "text"}))  # the menu invites words, and so does the form
    return [drafts.with_offers(turn, message)]


def _asked(person: Person | None) -> Said:
    """What to do; and what becomes of words: who may file reports by them, a unit's people look for items."""
    if person is not None and person.may(Right.FILE):
        return say("What would you like to do? Tap one, or just write what is wrong.")
    if person is not None and (person.units() or person.may(Right.COORDINATE)):
        return say("What would you like to do? Tap one, or write a few words to find items by.")
    return say("What would you like to do? Tap one.")


def shown(turn: Turn, text: Said) -> Message:
    """Some words with the menu's buttons under them."""
    offered = [each for each in _offered(turn.person) if not (on_pages(turn) and each[1] == "pages")]
    choices = [Choice(label, Action(name)) for label, name in offered]
    if turn.person is not None and turn.person.may(Right.FILE):
        choices[len(FORMS) : len(FORMS)] = _own_forms(turn)
    if turn.offices.email and turn.person is not None:
        choices.append(Choice(say("E-mail"), Action("email")))
    return Message(text=text, choices=in_rows(choices))


def often(turn: Turn) -> tuple[tuple[Choice, ...], ...]:
    """The first of the menu's buttons, a few rows."""
    offered = [each for each in _offered(turn.person) if each not in ALL]
    return in_rows([Choice(label, Action(name)) for label, name in offered[:OFTEN]])


def on_pages(turn: Turn) -> bool:
    """Whether somebody is on the pages already: they need no way there."""
    return turn.chat is not None and turn.chat.channel == "web"


def _own_forms(turn: Turn) -> list[Choice]:
    """The forms that this place has besides those that the product knows."""
    codes = sorted(turn.live.current.keys() - notices.form_words.keys())
    return [Choice(turn.live.form(code).title, Action("form", code)) for code in codes]


def _offered(person: Person | None) -> list[tuple[Said, str]]:
    """What somebody may do, in order."""
    found: list[tuple[Said, str]] = list(ALL)
    if person is not None and person.units():
        found = [*UNIT, *REPORTS, *found]
    elif person is not None and person.may(Right.COORDINATE):
        found = [UNIT[0], *REPORTS, *found]
    if person is not None and person.may(Right.INVITE):
        found = [*ADMIN, ANNOUNCE, *found]
    elif person is not None and person.may(Right.COORDINATE):
        found = [*found, ANNOUNCE]
    if person is not None and person.may(Right.FILE):
        found = [*FILE, VISITS, *MORE, *found]
    return found


def commands(languages: Languages) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The commands that a channel's own menu shows, in order, with their labels, by language."""
    everything = (*FILE, VISITS, *MORE, *UNIT, *REPORTS, *ALL, (say("Language"), "language"))
    listed = [(name, label) for label, name in everything]
    return {code: [(name, languages.said(label, code)) for name, label in listed] for code in languages.catalogues}


def spoken(languages: Languages) -> Mapping[str, str]:
    """Commands by the words that stand on their buttons, in every language: whoever types these means the button."""
    labels = (*FILE, VISITS, *MORE, *UNIT, *REPORTS, *ADMIN, ANNOUNCE, *ALL, *TYPED)
    return {languages.said(label, code).casefold(): name for label, name in labels for code in languages.catalogues}


def own(connection: Connection, languages: Languages, where: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The commands of whoever's private chat is at (channel, address), in the chat's language; of a stranger none."""
    channel, account = where
    identity = people.of_account(connection, channel, account)
    person = people.person(connection, identity) if identity is not None else None
    if identity is None or person is None:
        return ()
    spoken = dict(chats.of_person(connection, identity))
    here = next((chat for chat, at in chats.addresses(connection, list(spoken)).items() if at == where), None)
    code = spoken[here] if here is not None else person.language
    listed = [*_offered(person), (say("Language"), "language")]
    return tuple((name, languages.said(label, code)) for label, name in listed)
