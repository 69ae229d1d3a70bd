"""What a closure is evaluated over: answers, lists, now and where in the repeats it stands."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.forms.expressions.values import Value

NOTHING: Mapping[str, Any] = {}


class Run:
    """One evaluation. It is written to while it lasts (the memo, the place), and never kept."""

    __slots__ = (
        "answers",
        "began",
        "indices",
        "item",
        "lists",
        "memo",
        "now",
        "outer",
        "person",
        "places",
        "seed",
        "this",
    )

    def __init__(
        self,
        answers: Mapping[str, Any],
        now: datetime,
        *,
        began: datetime | None = None,
        lists: Mapping[str, Any] = NOTHING,
        seed: int = 0,
        person: str = "",
    ) -> None:
        self.answers = answers  # JSON values by path (or by name, for a condition)
        self.now = now
        self.began = began or now  # what defaults call now
        self.lists = lists  # outside lists by name
        self.seed = seed
        self.person = person
        self.indices: tuple[int, ...] = ()  # the instance of each repeat around the expression, from 1
        self.outer: tuple[int, ...] = ()  # the same for current() inside a predicate
        self.item: Any = None  # the row of a list that a predicate looks at
        self.this: Value = ""  # `.` of a constraint
        self.memo: dict[str, Value] = {}  # calculations done so far
        self.places: Any = None  # all that is relevant, once somebody has gone through it

    def forget(self) -> None:
        """Something that was worked out hangs on an answer that has changed."""
        self.memo.clear()
        self.places = None

    def at(self, indices: tuple[int, ...], call: Callable[["Run"], Value]) -> Value:
        """The value of `call` with the repeats standing at these instances."""
        before, self.indices = self.indices, indices
        try:
            return call(self)
        finally:
            self.indices = before
