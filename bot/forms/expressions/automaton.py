"""States side by side: whether a text leads through them, in time linear in the text, never a step back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.forms.expressions.syntax import ExpressionError
from bot.messages import say

MAX_STATES = 400
MAX_SETS = 2_000  # sets of states remembered for one pattern
MAX_TEXT = 10_000

Test = Callable[[str], bool]


@dataclass(slots=True)
class State:
    """Goes on by `test` to `after`, or freely to each of `free`; a state with neither is the end."""

    test: Test | None = None
    after: int = -1
    free: list[int] = field(default_factory=list)


# A piece of a pattern is a function that adds its states before `after`, and returns where it begins.
Piece = Callable[[list[State], int], int]


def matcher(piece: Piece) -> Callable[[str], bool]:
    """Whether a whole text leads through a piece; raises ExpressionError where it has too many states."""
    states = [State(), State()]
    states[0].free.append(piece(states, 1))
    start = _spread(states, (0,))
    steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def matches(said: str) -> bool:
        current = start
        for sign in said[:MAX_TEXT]:
            key = (current, sign)
            known = steps.get(key)
            if known is None:
                known = _spread(states, tuple(states[at].after for at in current if _passes(states[at], sign)))
                if len(steps) < MAX_SETS:
                    steps[key] = known
            current = known
            if not current:
                return False
        return any(states[at].test is None and not states[at].free for at in current)

    return matches


def _passes(state: State, sign: str) -> bool:
    return state.test is not None and state.test(sign)


def _spread(states: list[State], begin: tuple[int, ...]) -> frozenset[int]:
    seen: set[int] = set()
    left = list(begin)
    while left:
        at = left.pop()
        if at not in seen:
            seen.add(at)
            left.extend(states[at].free)
    return frozenset(at for at in seen if states[at].test is not None or not states[at].free)


def _added(states: list[State], state: State) -> int:
    if len(states) >= MAX_STATES:
        raise ExpressionError(say("This pattern is too large: allow fewer repetitions."))
    states.append(state)
    return len(states) - 1


def one_sign(test: Test) -> Piece:
    """One sign that passes a test."""
    return lambda states, after: _added(states, State(test, after))


def one_after_another(pieces: list[Piece]) -> Piece:
    """Pieces in their order."""

    def lay(states: list[State], after: int) -> int:
        for piece in reversed(pieces):
            after = piece(states, after)
        return after

    return lay


def either(branches: list[Piece]) -> Piece:
    """One of several pieces."""
    return lambda states, after: _added(states, State(free=[branch(states, after) for branch in branches]))


def times(piece: Piece, least: int, most: int | None) -> Piece:
    """A piece, at least and at most so many times; None: as often as it comes."""

    def lay(states: list[State], after: int) -> int:
        if most is None:
            loop = _added(states, State())
            states[loop].free = [piece(states, loop), after]
            after = loop
        for _ in range(0 if most is None else most - least):
            after = _added(states, State(free=[piece(states, after), after]))
        for _ in range(least):
            after = piece(states, after)
        return after

    return lay
