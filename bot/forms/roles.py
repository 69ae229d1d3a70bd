"""What an answer can mean to the product: the values of `bind::cq:role`, and the other attributes of a question."""

import re
from collections.abc import Mapping

from bot.messages import Text, say

ROLES: Mapping[str, Text] = {
    "household": say("the household, by its register id, or `other`"),
    "household_name": say("the name of the head of a household that is not in the register"),
    "area": say("the area, by its code"),
    "topic": say("the topic, by its code"),
    "urgency": say("urgent, ordinary or works"),
    "title": say("one line that names the item"),
    "person": say("who was met"),
    "visited_on": say("the day of the visit"),
    "risk": say("the risks found, by their codes"),
    "looks": say("which of the six looks were not normal"),
    "income": say("income against last time: same, more or less"),
    "reason": say("what happened, in words"),
    "demand": say("what the household asks for"),
    "done": say("what was done on the spot"),
    "members": say("on a repeat: the members of a household"),
    "member_name": say("a member's name"),
    "member_age": say("a member's age in years"),
    "member_state": say("how a member is now"),
    "since": say("since when"),
    "income_year": say("income of the last 12 months, in yuan"),
    "spending_year": say("necessary spending of the last 12 months, in yuan"),
    "net_year": say("what is left of the year, in yuan"),
    "help": say("the help that is asked for"),
    "consent": say("consent to check and to make public"),
    "signature": say("a photo of the signature or fingerprint"),
    "id_number": say("an identity number; its check digit is checked"),
    "phone": say("a telephone number"),
    "photo": say("photos"),
    "location": say("a place on the map"),
    "touched": say("how many households are touched"),
    "tried": say("what has been tried"),
    "list_kind": say("the kind of a department's list, with the columns topic, days and takes among its choices"),
    "list_says": say("what a department's list says of a household"),
    "finding": say("what the cadre found: known, wrong or help"),
    "asset": say("the project asset, by its code in the register, or `other`"),
    "condition": say("how an asset is: good, worn, broken, idle or gone"),
}

ATTRIBUTES: Mapping[str, Text] = {
    "role": say("what the answer means to the product (see the roles)"),
    "sensitive": say(
        "`yes`: encrypted, masked wherever it is shown, and not asked on channels whose servers are abroad"
    ),
    "short": say(
        "the question in a word or two, for the review, the unit’s page and print; in another language `short_en`"
    ),
    "keep": say("`location` on an image: where the photo itself says it was taken is kept; without it, never"),
    "ask": say("`review`: known by its default, so not asked in order, but shown and changeable at the review"),
    "other": say("`yes` on a select from a file: also offers “not in the list”, whose value is `other`"),
    "none": say("a choice of a select_multiple that excludes all the others; one tap on it answers at once"),
    "suggest": say(
        "`${question}` on a select from a file: the words of that earlier answer propose up to three choices"
    ),
    "quick": say("values with spaces between them, offered as buttons of a number, text or date"),
}
OF_A_LANGUAGE = re.compile("short_[a-z]{2,3}")
YES_OR_NO = ("sensitive", "other")
