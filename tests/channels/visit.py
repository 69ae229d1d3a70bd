"""A person fills in a form by what they see: what they tap, and a transcript of it as it went."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.channels.emulator import Person, keyboard, text

View = dict[int, tuple[str, tuple[str, ...]]]  # message id -> its words and its buttons


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
        self._acts(f"[{label}]", lambda: self.person.presses(label))

    def goes_on(self, until: str, most: int = 25) -> str:
        """Goes on from question to question until the bot says `until`; returns that message."""
        for _ in range(most):
            found = next((words for words, _ in self._view().values() if until in words), "")
            if found:
                return found
            self._answers()
        raise AssertionError("\n".join(self.lines))

    def _answers(self) -> None:
        _, labels = list(self._view().values())[-1]
        label = next((tap for tap in self.taps if tap in labels), None)
        assert label is not None, "\n".join([*self.lines, f"nothing to tap in {labels}"])
        self.tapped += 1
        self.presses(label)

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
        while quiet < 6:
            assert time.monotonic() < until, "\n".join(self.lines)
            time.sleep(0.05)
            view = self._view()
            quiet = quiet + 1 if view == last and view != before else 0
            last = view
        return last

    def _view(self) -> View:
        return {
            said["messageId"]: (text(said), tuple(button["text"] for row in keyboard(said) for button in row))
            for said in self.person.heard()
        }
