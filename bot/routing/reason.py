"""The sentence that an item keeps: which columns of the rule decided, and how its function became this unit."""

from bot.languages import listed
from bot.messages import Said, say
from bot.routing.directory import Directory
from bot.routing.model import Case, Rule, Unit


def reason(directory: Directory, rule: Rule, case: Case, lead: Unit) -> Said:
    """Why this unit leads, in one or two sentences."""
    return say("{rule} {unit}", rule=_decided(directory, rule), unit=_assigned(directory, rule, case.area, lead))


def _decided(directory: Directory, rule: Rule) -> Said:
    columns: list[Said] = []
    if rule.area:
        columns.append(
            say("place “{name}”", name=directory.path(rule.area) if rule.area in directory.chains else rule.area)
        )
    if rule.topic:
        topic = directory.topics.get(rule.topic)
        columns.append(say("topic “{name}”", name=topic.name if topic else rule.topic))
    if rule.form:
        columns.append(say("form “{name}”", name=directory.forms.get(rule.form, rule.form)))
    if rule.urgency:
        columns.append(say("urgency “{name}”", name=_urgency(rule.urgency)))
    if rule.condition:
        columns.append(say("condition “{text}”", text=rule.condition))
    if not columns:
        return say("No other rule fits, so the fallback decides.")
    return say("The rule for {columns} decides.", columns=listed(columns))


def _urgency(code: str) -> Said:
    return {"urgent": say("urgent"), "ordinary": say("ordinary"), "works": say("works that take long")}[code]


def _assigned(directory: Directory, rule: Rule, place: str, lead: Unit) -> Said:
    if rule.lead.unit == lead.code:
        return say("It names {unit}.", unit=lead.name)
    function = directory.functions.get(rule.lead.function)
    name = function.name if function else rule.lead.function
    base = directory.areas[directory.base(rule.lead.level, place)] if rule.lead.level else directory.areas[place]
    here = directory.areas[place]
    if rule.lead.function not in lead.functions or lead.area not in directory.chains[base.code]:
        return say("No unit there carries out “{function}”; {unit} takes it.", function=name, unit=lead.name)
    if lead.area != base.code:
        return say(
            "{area} has no unit of its own for “{function}”; {unit} above it takes it.",
            area=base.label,
            function=name,
            unit=lead.name,
        )
    if base.code == here.code:
        return say("In {area}, {unit} carries out “{function}”.", area=base.label, function=name, unit=lead.name)
    return say(
        "{place} belongs to {area}, where {unit} carries out “{function}”.",
        place=here.label,
        area=base.label,
        function=name,
        unit=lead.name,
    )
