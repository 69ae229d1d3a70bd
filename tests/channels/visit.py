"""A person fills in a form by what they see: what they tap, and a transcript of it as it went."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.channels.emulator import Person, keyboard, text

STEP = 0.02  # seconds between two looks at the screen
Shown = tuple[str, tuple[str, ...]]  # a message's words and its buttons
View = dict[int, Shown]  # by the message's id
Found = TypeVar("Found")


@dataclass
class Visitor:
    """Taps the first of `taps` that the newest buttons offer, from question to question."""

    person: Person
    taps: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    tapped: int = 0

    def says(self, words: str) -> None:
        self._acts(words, lambda: self.person.says(words))

    def presses(self, label: str) -> None:
        """Taps this button, once it is there."""
        self._sees(lambda view: any(label in labels for _, labels in view))
        self._acts(f"[{label}]", lambda: self.person.presses(label))

    def goes_on(self, until: str, most: int = 25) -> str:
        """Goes on from question to question until the bot says `until`; returns that message."""
        for _ in range(most):
            found, label = self._sees(lambda view: self._offered(view, until))
            if found:
                return found
            self.tapped += 1
            self.presses(label)
        raise AssertionError("\n".join(self.lines))

    def _offered(self, view: list[Shown], until: str) -> tuple[str, str] | None:
        """The message that says `until`, else the tap that the newest one offers; None where there is neither."""
        found = next((words for words, _ in view if until in words), "")
        label = next((tap for tap in self.taps if view and tap in view[-1][1]), "")
        return (found, label) if found or label else None

    def _sees(self, met: Callable[[list[Shown]], Found | None], seconds: float = 20) -> Found:
        """What is found on the screen, as soon as it is there."""
        end = time.monotonic() + seconds
        while not (found := met(view := list(self._view().values()))):
            assert time.monotonic() < end, "\n".join([*self.lines, f"what is wanted is not in {view[-1:]}"])
            time.sleep(STEP)
        return found

    def _acts(self, line: str, act: Callable[[], None]) -> None:
        before = self._view()
        self.lines.append(f"> {line}")
        act()
        after = self._changed(before)
        for number, (words, labels) in after.items():
            if before.get(number) != (words, labels) and words != before.get(number, ("",))[0]:
                self.lines += [f"< {one}" for one in words.splitlines()]
                self.lines += ["< " + " ".join(f"[{label}]" for label in labels)] if labels else []

    def _changed(self, before: View, seconds: float = 20) -> View:
        """What is seen once something new is there and nothing more comes for a moment."""
        until, last, quiet = time.monotonic() + seconds, before, 0
        while quiet < 4:
            assert time.monotonic() < until, "\n".join(self.lines)
            time.sleep(STEP)
            view = self._view()
            quiet = quiet + 1 if view == last and view != before else 0
            last = view
        return last

    def _view(self) -> View:
        return {
            said["messageId"]: (text(said), tuple(button["text"] for row in keyboard(said) for button in row))
            for said in self.person.heard()
        }
