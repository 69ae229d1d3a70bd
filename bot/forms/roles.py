"""What an answer can mean to the product: the values of `bind::cq:role`, and the other attributes of a question."""

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "household": "the household, by its register id, or `other`",
    "household_name": "the name of the head of a household that is not in the register",
    "area": "the area, by its code",
    "topic": "the topic, by its code",
    "urgency": "urgent, ordinary or works",
    "title": "one line that names the item",
    "person": "who was met",
    "visited_on": "the day of the visit",
    "risk": "the risks found, by their codes",
    "looks": "which of the six looks were not normal",
    "income": "income against last time: same, more or less",
    "reason": "what happened, in words",
    "demand": "what the household asks for",
    "done": "what was done on the spot",
    "members": "on a repeat: the members of a household",
    "member_name": "a member's name",
    "member_age": "a member's age in years",
    "member_state": "how a member is now",
    "since": "since when",
    "income_year": "income of the last 12 months, in yuan",
    "spending_year": "necessary spending of the last 12 months, in yuan",
    "net_year": "what is left of the year, in yuan",
    "help": "the help that is asked for",
    "consent": "consent to check and to make public",
    "signature": "a photo of the signature or fingerprint",
    "id_number": "an identity number; its check digit is checked",
    "phone": "a telephone number",
    "photo": "photos",
    "location": "a place on the map",
    "touched": "how many households are touched",
    "tried": "what has been tried",
}

ATTRIBUTES: Mapping[str, str] = {
    "role": "what the answer means to the product (see the roles)",
    "sensitive": "`yes`: encrypted, masked wherever it is shown, and not asked on channels whose servers are abroad",
    "ask": "`review`: known by its default, so not asked in order, but shown and changeable at the review",
    "other": "`yes` on a select from a file: also offers “not in the list”, whose value is `other`",
    "none": "a choice of a select_multiple that excludes all the others; one tap on it answers at once",
    "suggest": "`${question}` on a select from a file: the words of that earlier answer propose up to three choices",
    "quick": "values with spaces between them, offered as buttons of a number, text or date",
}
YES_OR_NO = ("sensitive", "other")
