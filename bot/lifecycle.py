"""An item's states and actions: one table, pure.

filed -> routed -> accepted -> in progress -> resolved -> closed by the reporter (销号, the notice's points 23 and 27);
returned (退回), reopened, withdrawn beside it. Overdue is a fact about a deadline, not a state; so is a clock that
stands still, an extension that is asked for, and a question that waits for the reporter.
"""

from enum import StrEnum

import msgspec


class Status(StrEnum):
    """Where an item stands."""

    FILED = "filed"
    ROUTED = "routed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"
    RETURNED = "returned"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """How a person stands to an item, from their memberships (see bot.rights)."""

    REPORTER = "reporter"
    LEAD = "lead"  # clerk or head of the lead unit
    HEAD = "head"  # head of the lead unit, beside LEAD
    ASSIST = "assist"  # clerk or head of an assisting unit
    COORDINATOR = "coordinator"  # of the item's area
    PRODUCT = "product"  # the product itself: routing, a deadline


class Fact(StrEnum):
    """What may be so beside an item's state."""

    PAUSED = "paused"  # the clock stands still (等待农户)
    EXTENDING = "extending"  # more days are asked for (延期), and nobody has decided yet
    ASKED = "asked"  # a question waits for the reporter
    NOTED = "noted"  # nobody has had it to resolve: it is for the record (备查), or was joined to another item


class Step(msgspec.Struct, frozen=True):
    """One action: from which states, to which (None: it stays), who may, what it needs, whom it tells.

    `only` names the facts that must be so, `never` those that must not.
    """

    action: str
    sources: frozenset[Status]
    target: Status | None
    by: frozenset[Relation]
    needs: tuple[str, ...] = ()
    tells: frozenset[Relation] = frozenset()
    only: frozenset[Fact] = frozenset()
    never: frozenset[Fact] = frozenset()

    def open_to(self, status: Status, facts: frozenset[Fact]) -> bool:
        """Whether an item stands so that this can be done."""
        return status in self.sources and self.only <= facts and not self.never & facts

    def hindrance(self, status: Status, facts: frozenset[Fact]) -> str:
        """What stands in the way where it is not open: "unaccepted", a fact that is so ("paused"), one that is not
        ("not paused"); empty where the item has simply moved on."""
        if status not in self.sources:
            return "unaccepted" if self.sources == AT_WORK and status in UNDER_WAY else ""
        found = [*(str(fact) for fact in self.never & facts), *(f"not {fact}" for fact in self.only - facts)]
        return min(found, default="")


def _step(row: str) -> Step:
    action, sources, target, by, needs, tells, facts = (cell.strip() for cell in row.split("|"))
    never = [fact[1:] for fact in facts.split() if fact.startswith("!")]
    return Step(
        action,
        frozenset(Status(s) for s in sources.split()),
        Status(target) if target else None,
        frozenset(Relation(r) for r in by.split()),
        tuple(needs.split()),
        frozenset(Relation(r) for r in tells.split()),
        frozenset(Fact(fact) for fact in facts.split() if not fact.startswith("!")),
        frozenset(Fact(fact) for fact in never),
    )


AT_WORK = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
UNACCEPTED = frozenset({Status.ROUTED, Status.RETURNED})  # the day to accept it counts
UNDER_WAY = UNACCEPTED | AT_WORK | {Status.REOPENED}  # with a unit, and not resolved
OPEN = frozenset(Status) - {Status.CLOSED, Status.WITHDRAWN}

TABLE = """
action          | from                                                   | to          | by                               | needs       | tells         | facts
route           | filed                                                  | routed      | product                          |             | lead          |
record          | filed                                                  | closed      | product                          |             |               |
reroute         | routed accepted in_progress returned reopened          | routed      | product                          |             | lead reporter |
hand_over       | filed routed accepted in_progress resolved returned reopened |             | product                          | reason      | lead          |
remind          | routed accepted in_progress resolved returned reopened |             | product                          |             |               |
supervise       | routed accepted in_progress returned reopened          |             | product                          |             |               |
expire          | resolved                                               | closed      | product                          |             | lead reporter |
accept          | routed reopened returned                               | accepted    | lead                             |             | reporter      |
send_back       | routed reopened accepted                               | returned    | lead                             | reason      | lead reporter |
pass_on         | routed reopened returned                               | routed      | lead coordinator                 | unit        | lead reporter |
reply           | accepted in_progress                                   | in_progress | lead                             | text        | reporter      |
resolve         | accepted in_progress                                   | resolved    | lead                             | text        | reporter      |
close           | resolved                                               | closed      | reporter                         |             | lead          |
reopen          | resolved closed                                        | reopened    | reporter                         | reason      | lead          | !noted
withdraw        | routed returned                                        | withdrawn   | reporter                         |             | lead          |
pause           | accepted in_progress                                   |             | lead                             | reason      | reporter      | !paused
go_on           | accepted in_progress                                   |             | lead product                     |             | reporter      | paused
extend          | accepted in_progress                                   |             | lead                             | days reason | head          | !extending
grant           | accepted in_progress                                   |             | head coordinator                 |             | lead reporter | extending
refuse          | accepted in_progress                                   |             | head coordinator                 | reason      | lead          | extending
urge            | routed accepted in_progress returned reopened          |             | reporter coordinator             |             | lead          |
claim           | routed accepted in_progress returned reopened          |             | lead                             |             |               |
give            | routed accepted in_progress returned reopened          |             | lead                             | person      |               |
ask             | routed accepted in_progress returned reopened          |             | lead                             | text        | reporter      | !asked
answer_question | routed accepted in_progress returned reopened          |             | reporter                         | text        | lead          | asked
involve         | routed accepted in_progress returned reopened          |             | lead coordinator                 | unit        | assist        |
contribute      | routed accepted in_progress returned reopened          |             | assist                           | text        | lead          |
correct         | routed accepted in_progress returned reopened          |             | reporter                         |             | lead          |
add_photo       | routed accepted in_progress resolved returned reopened |             | reporter lead assist             | photo       | lead          |
comment         | routed accepted in_progress resolved returned reopened |             | reporter lead assist coordinator | text        | reporter lead |
"""  # noqa: E501 - a table is read across

# By action, in the table's order. Whoever acts is not told; the lead that is told is the one after the action.
STEPS = {step.action: step for step in map(_step, TABLE.strip().splitlines()[1:])}


class Refused(Exception):
    """An action that cannot be taken.

    `why`: "unknown", "right", "state", whose `detail` is what hinders it (Step.hindrance), or "needs", whose `detail`
    is the missing value; and what the values or the item itself rule out: "same", "nobody", "days", "own", "today",
    "taken", "colleague", "assists", "files", "sent".
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


def offered(status: Status, relations: frozenset[Relation], facts: frozenset[Fact] = frozenset()) -> tuple[Step, ...]:
    """The actions open to somebody in these relations, in the table's order."""
    return tuple(step for step in STEPS.values() if step.open_to(status, facts) and step.by & relations)


def take(
    action: str,
    status: Status,
    relations: frozenset[Relation],
    values: dict[str, str],
    facts: frozenset[Fact] = frozenset(),
) -> Status:
    """The state after the action; raises Refused."""
    step = STEPS.get(action)
    if step is None:
        raise Refused("unknown")
    if not step.by & relations:
        raise Refused("right")
    if not step.open_to(status, facts):
        raise Refused("state", step.hindrance(status, facts))
    for need in step.needs:
        if not values.get(need, "").strip():
            raise Refused("needs", need)
    return step.target or status
