"""What a workbook says, compiled: forms, questions, groups and repeats. Immutable, and without anybody's answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.forms.expressions import Compiled, Run, Value
from bot.forms.phrases import Phrase
from bot.messages import Labels, Text

MAX_INSTANCES = 100  # of one repeat


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a workbook that has to be changed, and where: `row` counts from 1, with the headings in row 1."""

    sheet: str
    row: int
    column: str
    message: Text
    level: str = "error"  # or "warning": the form can be used


class FormErrors(Exception):
    """A workbook cannot be used; all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.sheet} {each.row} {each.column}: {each.message.msgid}" for each in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the choices sheet; `fields` are its further columns."""

    name: str
    label: Phrase
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, note or calculation.

    `path` has no instances ("/data/member/age"); `type` is XLSForm's word ("select_one", "integer", "geopoint" …).
    """

    path: str
    name: str
    type: str
    label: Phrase | None = None
    short: Labels | None = None  # the label in a word or two, where an answer stands beside it
    hint: Phrase | None = None
    appearance: tuple[str, ...] = ()
    required: Compiled | None = None
    required_message: Phrase | None = None
    constraint: Compiled | None = None
    constraint_message: Phrase | None = None
    calculation: Compiled | None = None
    default: Compiled | None = None
    choice_filter: Compiled | None = None
    choices: tuple[Choice, ...] = ()
    choices_by_name: Mapping[str, Choice] = field(default_factory=dict)
    choices_list: str = ""  # the name of that list in the workbook
    list: str = ""  # the outside list's name
    nodes: Compiled | None = None  # choices that are answers given in a repeat
    randomize: bool = False
    preload: str = ""  # start, end, today, username …: what the bot itself knows
    role: str = ""
    sensitive: bool = False
    keep: str = ""  # of what a photo itself says: "location"
    ask: str = ""  # "review": known by its default, and shown at the review
    other: bool = False
    none: str = ""
    suggest: str = ""  # the path of the question whose words propose choices
    quick: tuple[str, ...] = ()
    start: float | None = None  # of a range
    end: float | None = None
    step: float | None = None

    computed: bool = field(init=False)  # its value is the form's own
    asked: bool = field(init=False)  # somebody is asked, in order: neither computed nor told nor left for the review

    def __post_init__(self) -> None:
        computed = self.calculation is not None or self.preload != "" or self.type in ("calculate", "hidden")
        object.__setattr__(self, "computed", computed)
        object.__setattr__(self, "asked", not (computed or self.type == "note" or self.ask))


@dataclass(eq=False, slots=True)
class Node:
    """A place in the form: a question, a group or a repeat, linked to what is around it.

    `relevant` includes what the groups around it ask; None means always. `indices` is how many repeats are around it.
    """

    path: str
    kind: str  # question, group, repeat, root
    parent: "Node | None"
    label: Phrase | None = None
    question: Question | None = None
    own: Compiled | None = None  # what its own row asks to be relevant
    relevant: Callable[[Run], Value] | None = None
    count: Compiled | None = None  # of a repeat, where the form says it
    children: list["Node"] = field(default_factory=list)
    repeats: tuple["Node", ...] = ()  # the repeats around it, outermost first
    template: str = ""  # the path with a %d for each repeat around it
    role: str = ""
    first: bool = False  # of a repeat: the first instance is there without being asked for
    entries: tuple["Node", ...] = ()  # of the root or a repeat: its questions and repeats in order, groups opened
    asks: Mapping[str, "Node"] = field(default_factory=dict)  # those of them that somebody is asked, by their paths
    affects: tuple["Node", ...] = ()  # the questions whose relevance or choices hang on this one
    touches: frozenset[str] = frozenset()  # their paths, as far as they stand in no repeat
    feeds: frozenset[str] = frozenset()  # its own path, and those of all whose value or relevance hangs on it
    counts: tuple["Node", ...] = ()  # the repeats whose count hangs on this one
    buttons: dict[str, Any] = field(default_factory=dict)  # by path: those that are the same each time, once made

    def at(self, indices: tuple[int, ...]) -> str:
        """The path with the instances of the repeats around it."""
        depth = len(self.repeats)
        return self.template % indices[:depth] if depth else self.path


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled workbook."""

    code: str
    version: str
    title: Labels
    root: Node
    nodes: Mapping[str, Node]  # by path, in order
    lists: frozenset[str]  # the outside lists that it needs
    warnings: tuple[Problem, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, note and calculation, in order."""
        return tuple(node.question for node in self.nodes.values() if node.question)

    def named(self, name: str) -> Node | None:
        """The question, group or repeat of this name; names are unique but within different groups."""
        return next((node for node in self.nodes.values() if node.path.rpartition("/")[2] == name), None)
