"""What is said once a form is filed: who has it and until when; and, where a visit found a risk, the offer to go on."""

import msgspec

from bot import drafts, items, notices
from bot.comparing.kinds import FINDING, SAYS
from bot.comparing.kinds import FORM as CHECK
from bot.forms.state import Record
from bot.households import plans
from bot.items import Filed
from bot.languages import listed
from bot.messages import Action, Choice, Lasting, Lines, Message, Said, say, say_n
from bot.turn import Turn
from handlers.to_verify import buttons
from storage import plans as stored_plans

ASSET = "asset_upkeep"
# Roles that are handed on, so that nothing is asked twice.
HANDED_ON = (
    "household", "household_name", "area", "title", "reason", "risk", "since", "phone", "id_number", "member_name",
    "member_age", "members", "demand", "photo", "location",
)  # fmt: skip


MINE = Lasting((Choice(say("My items"), Action("mine")), Choice(say("Menu"), Action("menu"))))
ANOTHER = Lasting((Choice(say("Log the next visit"), Action("visit_log")),))


def told(turn: Turn, filed: Filed, record: Record) -> list[Message]:
    """The last message of a form."""
    if filed.item.form == CHECK:
        return [_verified(turn, filed, record)]
    lines: list[Said] = [_outcome(turn, filed)]
    if filed.check_by is not None:
        lines.append(say("The household is to be visited and checked by {day}.", day=filed.check_by))
    if filed.twin is not None and not filed.joined:
        lines.append(
            say(
                "The same household has an open one already: {number}. The unit will look at both.",
                number=filed.twin.number,
            )
        )
    risk = record.roles.get("risk")
    if filed.item.form == "visit_log" and risk:
        lines += ["", _risk(turn, filed, risk)]
        return [Message(text=Lines(tuple(lines)), choices=_offers(record, filed), slot="form", final=True)]
    choices = (*_onward(turn, filed), MINE)
    measures = _measures(turn, filed)
    if measures:
        lines += ["", say("There is a plan of help for this household. How do its measures stand? Tap one.")]
    return [Message(text=Lines(tuple(lines)), choices=(*measures, *choices), slot="form", final=True)]


def _onward(turn: Turn, filed: Filed) -> tuple[tuple[Choice, ...], ...]:
    """What comes next where people go from door to door; and the form that this one came between."""
    another = (ANOTHER,) if filed.item.form == "visit_log" else ()
    return (*another, *drafts.offered(turn, 1))


def _measures(turn: Turn, filed: Filed) -> tuple[tuple[Choice, ...], ...]:
    """The open measures of the plan of a household that was visited, each to be told of."""
    if filed.item.form != "visit_log" or not filed.item.household:
        return ()
    plan = stored_plans.open_of(turn.connection, filed.item.household)
    if plan is None:
        return ()
    return plans.reports(stored_plans.measures(turn.connection, [plan])[plan], filed.item.number)


def _outcome(turn: Turn, filed: Filed) -> Said:
    if filed.joined and filed.twin is not None:
        return say(
            "This household has an open application already, {number}. Yours, {yours}, is kept with it: the unit sees"
            " both, and you hear of every step.",
            number=filed.twin.number,
            yours=filed.item.number,
        )
    if not filed.record_only:
        return notices.filed(turn.live, filed.item, list(filed.assist))
    if filed.item.form == ASSET:
        return say("Noted, asset upkeep {number}.", number=filed.item.number)
    watched, unseen = items.unseen(turn, filed.item.area_path)
    return notices.recorded(filed.item, watched, unseen, turn.live.directory.areas[filed.item.area].label)


def _risk(turn: Turn, filed: Filed, risk: object) -> Said:
    form = turn.live.form(filed.item.form, filed.item.form_version)
    question = next((question for question in form.questions if question.role == "risk"), None)
    names = [str(name) for name in risk] if isinstance(risk, list | tuple) else str(risk).split()
    words: list[Said] = list(names)
    if question is not None:
        words = [
            question.choices_by_name[name].label.fixed if name in question.choices_by_name else name for name in names
        ]
    return say(
        "This household may fall back into poverty ({risks}). Apply for monitoring and help for them now? What is known"
        " is filled in already.",
        risks=listed(words),
    )


def _offers(record: Record, filed: Filed) -> tuple[tuple[Choice, ...], ...]:
    known = {role: record.roles[role] for role in HANDED_ON if record.roles.get(role) not in (None, "", [])}
    if filed.item.household:
        known["household"] = filed.item.household
        known.pop("household_name", None)
    known = msgspec.to_builtins(known)
    issue = {name: value for name, value in known.items() if name in ("area", "household", "location")}
    if known.get("reason"):
        issue["title"] = known["reason"]
    return (
        (Choice(say("Apply now"), Action("household_application", values={"known": known})),),
        (
            Choice(say("Report an issue"), Action("issue_report", values={"known": issue})),
            Choice(say("Later"), Action("enough")),
        ),
    )


def _verified(turn: Turn, filed: Filed, record: Record) -> Message:
    """What a check came to, the offer to apply where help is needed, and what else waits to be verified."""
    item = filed.item
    lines: list[Said] = [say("Verified, number {number}.", number=item.number)]
    choices: list[tuple[Choice, ...]] = []
    if not filed.record_only:
        lines = [notices.filed(turn.live, item, list(filed.assist))]
    if record.roles.get(FINDING) == items.HELP and item.household:
        lines.append(say("Apply for this household now? What is known is filled in already."))
        reason = "；".join(filter(None, (str(record.roles.get("reason") or ""), str(record.roles.get(SAYS) or ""))))
        known = {"household": item.household, "area": item.area, "reason": reason}
        choices.append((Choice(say("Apply now"), Action("household_application", values={"known": known})),))
    left = items.to_verify(turn)
    if left:
        lines.append(say_n("{count} household is left to verify.", "{count} households are left to verify.", len(left)))
    return Message(text=Lines(tuple(lines)), choices=(*choices, *buttons(left), MINE), slot="form", final=True)
