"""What an item's actions are called, what their events say happened, and words that are ready for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.messages import Said, Text, say

action_labels: dict[str, Text] = {
    "accept": say("Accept"),
    "send_back": say("Not ours"),
    "pass_on": say("Pass on"),
    "reply": say("Reply to the reporter"),
    "resolve": say("Resolve"),
    "close": say("Close"),
    "reopen": say("Not solved yet"),
    "withdraw": say("Withdraw"),
    "pause": say("Stop the clock"),
    "go_on": say("Let the clock go on"),
    "extend": say("Ask for more days"),
    "grant": say("Grant the days"),
    "refuse": say("Refuse the days"),
    "urge": say("Urge"),
    "claim": say("I take it"),
    "give": say("Give to a colleague"),
    "ask": say("Ask the reporter"),
    "answer_question": say("Answer"),
    "involve": say("Add an assisting unit"),
    "contribute": say("Report our part"),
    "correct": say("Correct what I wrote"),
    "add_photo": say("Add a photo"),
    "comment": say("Comment"),
}

# What an event says happened, with {person}, {unit} (whose lead it is now), {text} and what else its details hold.
event_words: dict[str, Text] = {
    "file": say("filed it"),
    "route": say("went to {unit}"),
    "record": say("kept for the record"),
    "accept": say("accepted it"),
    "send_back": say("sent back: {text}"),
    "pass_on": say("passed on to {unit}"),
    "reply": say("replied: {text}"),
    "resolve": say("resolved: {text}"),
    "comment": say("commented: {text}"),
    "close": say("closed it"),
    "reopen": say("reopened: {text}"),
    "withdraw": say("withdrew it"),
    "reroute": say("went to {unit} by the new rules"),
    "hand_over": say("handed over to {unit}: {text}"),
    "remind": say("was reminded of a deadline"),
    "supervise": say("was brought before those in charge, as overdue"),
    "expire": say("closed by itself, since nobody answered"),
    "unmask": say("looked at a protected answer"),
    "check": say("checked it at the household: {text}"),
    "stage": say("did “{name}”: {text}"),
    "join": say("filed {text} about the same household, which was joined to it"),
    "joined": say("joined to {text}, about the same household"),
    "alone": say("stands on its own again"),
    "plan": say("opened a plan of help for the household"),
    "plan_join": say("the plan of help of {text} was joined to this one's"),
    "plan_joined": say("its plan of help was joined to that of {text}"),
    "plan_close": say("closed the plan of help: {text}"),
    "recount": say("counted its deadline again by the holidays that are known now: until {until}"),
    "keep": say("{text} answers for it from now on"),
    "pause": say("stopped the clock: {text}"),
    "go_on": say("the clock goes on"),
    "extend": say("asked for more working days ({days}): {text}"),
    "grant": say("granted more working days ({days}): now until {until}"),
    "refuse": say("refused more working days ({days}): {text}"),
    "urge": say("urges it"),
    "claim": say("takes care of it"),
    "give": say("gave it to {name}"),
    "ask": say("asked: {text}"),
    "answer_question": say("answered: {text}"),
    "involve": say("asked {name} to assist"),
    "contribute": say("reported the part of {name}: {text}"),
    "correct": say("corrected it: {text}"),
    "add_photo": say("added a photo"),
}

# The same where its details say what was overdue, and before whom it was brought.
SUPERVISED = say("was overdue with “{name}” and was brought before {text}")

# The same where what was added is no photo, by the kind of file.
ADDED: dict[str, Text] = {
    "voice": say("added a recording"),
    "video": say("added a film"),
    "document": say("added a file"),
}

# A file that came without words, as what was answered.
ANSWERED_WITH: dict[str, Text] = {
    "photo": say("(a photo)"),
    "voice": say("(a recording)"),
    "video": say("(a film)"),
    "document": say("(a file)"),
}

# What is offered to tap where an action asks for words, before a unit has words of its own.
READY: dict[str, tuple[Text, ...]] = {
    "send_back": (say("Belongs to another unit"), say("Reported twice"), say("Too little to go on")),
    "reopen": (say("It is not solved"), say("It has come back"), say("Only partly done")),
    "resolve": (say("Done on the spot, and the reporter was called"),),
    "pause": (say("Waiting for the household"), say("Waiting for the weather"), say("Waiting for material")),
    "extend": (say("Material has not arrived"), say("The weather does not allow it"), say("Others have to go first")),
    "refuse": (say("Please keep to the deadline"),),
    "ask": (say("Where exactly is it?"), say("Whom can we call?"), say("Please send a photo.")),
}
TEMPLATED = ("reply", "resolve", "ask", "send_back", "pause", "extend")  # for which a unit keeps words of its own
MOST_TEMPLATES = 8  # of each
DAYS = (3, 5, 10)  # working days that are offered to ask for

# What the field of a need asks for: by the action where it matters, else by the need.
ASKED: dict[str, Text] = {
    "reason": say("Why? Write it, or tap one."),
    "unit": say("To which unit?"),
    "days": say("How many working days more?"),
    "person": say("To whom?"),
    "photo": say("Which photo?"),
    "reply": say("What should the reporter know?"),
    "resolve": say("What was done, with what result?"),
    "comment": say("Your comment"),
    "ask": say("What do you want to know from the reporter?"),
    "answer_question": say("Your answer"),
    "contribute": say("What has your unit done?"),
    "involve": say("Which unit should assist?"),
}


def asked(action: str, need: str) -> Text:
    """What the field of an action's need asks for."""
    if need in ("text", "unit") and action in ASKED:
        return ASKED[action]
    return ASKED[need]


def happened(action: str, details: Mapping[str, Any], unit: str) -> Said:
    """What an event says; `unit` is the name of whose lead it is after it."""
    words = _words(action, details)
    until = details.get("until")
    values: dict[str, Any] = {
        "unit": unit,
        "text": str(details.get("text") or details.get("reason") or ""),
        "name": str(details.get("name", "")),
        "days": int(details.get("days") or 0),
        "until": date.fromisoformat(str(until)) if until else "",
    }
    return Text(words.msgid, {name: value for name, value in values.items() if "{" + name + "}" in words.msgid})


def _words(action: str, details: Mapping[str, Any]) -> Text:
    if action == "supervise" and details.get("name"):
        return SUPERVISED
    return ADDED.get(str(details.get("kind")), event_words[action]) if action == "add_photo" else event_words[action]
