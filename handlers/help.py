"""/help: what one can do, and whom to call."""

from bot.messages import Lines, Message, Said, say
from bot.rights import Right
from bot.turn import Offices, Turn
from handlers import menu


def help(turn: Turn) -> list[Message]:  # noqa: A001 - named for its command
    """What this person can do here; what they do most is a tap away."""
    person = turn.person
    lines: list[Said] = []
    if person is not None and person.may(Right.FILE):
        lines += [
            say("/visit_log – after a visit: what you saw, in eight taps"),
            say("/visits – which households are to be visited now"),
            say("/household_application – apply for a household that needs help"),
            say("/issue_report – report an issue; or simply write what is wrong"),
            say("/asset_upkeep – how a project's asset is, when you have looked at it"),
            say("/to_verify – what departments' lists say of your households, to be verified"),
            say("/mine – how your items stand"),
            say("/resume – go on with a form that you put aside"),
        ]
    if person is not None and person.may(Right.COORDINATE) and not person.units():
        lines.append(say("/inbox – what was sent back and waits for you to pass it on"))
    if person is not None and person.units():
        lines += [
            say("/inbox – what waits for your unit: accept, reply, resolve, or send back"),
            say("/digest – what is new, due and overdue today"),
        ]
    lines += [
        *([] if menu.on_pages(turn) else [say("/pages – open the pages in a browser")]),
        *([say("/email – letters to an address of yours")] if turn.offices.email else []),
        say("/language – 中文 or English"),
    ]
    if person is not None and person.may(Right.FILE):
        lines.append(say("While you fill in a form: write “cancel” to put it aside; nothing you answered is lost."))
    return [Message(text=Lines(tuple(lines)), choices=menu.often(turn)), *contact(turn.offices)]


def contact(offices: Offices) -> list[Message]:
    """Whom to call, where the operator has said so."""
    if not offices.help_contact:
        return []
    return [Message(text=say("Questions? Call {contact}.", contact=offices.help_contact))]
