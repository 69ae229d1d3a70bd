"""Plays a dialogue of tests/dialogs against the product: what people say, and what stands on their screens then.

The notation:

    who: 李某                   who speaks first
    == 张某                     another person's chat; what has arrived there since is shown
    ~ 3小时                     so much time goes by (分钟, 小时, 天)
    ~ 重启                      the process ends and starts again
    > 王某甲                    says something
    > [提交]                    taps a button that is there
    > (old) [提交]              taps one that was there earlier
    > (of 李某) [受理]          sends what a button in somebody else's chat would send
    > (again)                   the last update comes once more
    > (photo)  (voice)  (sticker)  (location 36.57,107.31)  (contact 13909340000)
    < 走访哪一户？              is answered; each line of a message has its own
    < [户主] [其他家人]         the buttons under it, rows parted by |
    <~ 已受理                   a message that was there is changed to this

{10000 个字} stands for so many characters, {邀请码 吴某} for an invitation of somebody new.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.app import running
from bot.messages import Attachment, Contact, Incoming, Location, Outgoing
from bot.rights import Role
from tests.deployment import VILLAGE, Deployment, address

SECONDS_A_TURN = 20
TIMES = {"分钟": "minutes", "小时": "hours", "天": "days"}


@dataclass
class Shown:
    """A message on somebody's screen."""

    text: str
    buttons: tuple[tuple[tuple[str, str], ...], ...]  # rows of label and data
    live: bool = True


@dataclass
class Screen:
    """What somebody's chat shows: messages by the wire's id, and what has come since it was looked at."""

    who: str
    shown: dict[str, Shown] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    last: Incoming | None = None

    def take(self, outgoing: Outgoing) -> None:
        """A message as the wire brings it."""
        if outgoing.operation == "close":
            if outgoing.wire in self.shown:
                self.shown[outgoing.wire].live = False
            return
        rows = tuple(tuple((button.label, button.data) for button in row) for row in outgoing.buttons)
        changed = outgoing.operation == "edit" and outgoing.wire in self.shown
        if changed:
            before = self.shown.pop(outgoing.wire)
            self.shown[f"{outgoing.wire} before {outgoing.row}"] = Shown(before.text, before.buttons, live=False)
        self.shown[outgoing.wire if changed else f"m{outgoing.row}"] = Shown(outgoing.text, rows)
        mark = "<~" if changed else "<"
        self.news += [f"{mark} {line}".rstrip() for line in outgoing.text.split("\n")]
        if rows:
            self.news.append(f"{mark} " + " | ".join(" ".join(f"[{label}]" for label, _ in row) for row in rows))

    def button(self, label: str, live: bool) -> str:
        """The newest button of this label, on the screen now or earlier."""
        for message in reversed(self.shown.values()):
            for row in message.buttons if message.live == live else ():
                for name, data in row:
                    if name == label and data:
                        return data
        there = [name for message in self.shown.values() if message.live for row in message.buttons for name, _ in row]
        raise AssertionError(f"[{label}] is not on the screen of {self.who}, but {there}")

    def looked_at(self) -> list[str]:
        """What has come since the last look."""
        news, self.news = self.news, []
        return news


@dataclass
class Play:
    """One dialogue against one deployment."""

    place: Deployment
    screens: dict[str, Screen] = field(default_factory=dict)
    who: str = ""
    _count: int = 0
    _sent: int = 0

    async def play(self, lines: list[str]) -> list[str]:
        """The dialogue as it went: the same lines with the product's own answers."""
        pending, written = list(lines), list[str]()
        try:
            while pending:
                await self._session(pending, written)
        except AssertionError as error:
            raise AssertionError("\n".join([*written, str(error)])) from None
        return written

    async def _session(self, pending: list[str], written: list[str]) -> None:
        """From one start of the process to its end."""
        async with running(self.place.app):
            while pending:
                line = pending.pop(0)
                if line.startswith("<"):
                    continue
                written.append(line)
                if line == "~ 重启":
                    break
                written += await self._line(line)
        self.place.restart()

    async def _line(self, line: str) -> list[str]:
        """What is written under a line of the script."""
        if line.startswith("== "):
            self.who = line[3:].strip()
        elif line.startswith("~ "):
            number, unit = re.fullmatch(r"~ (\d+)(\w+)", line).groups()  # type: ignore[union-attr]
            self.place.clock.move(**{TIMES[unit]: int(number)})
        elif line.startswith("> "):
            await self._say(line[2:])
        else:
            return []
        return self.screen(self.who).looked_at()

    def screen(self, who: str) -> Screen:
        """Somebody's chat."""
        return self.screens.setdefault(who, Screen(who))

    async def _say(self, words: str) -> None:
        self.place.clock.move(seconds=SECONDS_A_TURN)
        screen = self.screen(self.who)
        incoming = self._incoming(words, screen)
        screen.last = incoming
        await self.place.app.submit(incoming)
        await self.place.app.attachments.idle()
        await self.place.app.delivery.idle()
        self._deliver()

    def _deliver(self) -> None:
        new, self._sent = self.place.wire.sent[self._sent :], len(self.place.wire.sent)
        for outgoing in new:
            self.screen(outgoing.chat.removeprefix("chat-")).take(outgoing)

    def _incoming(self, words: str, screen: Screen) -> Incoming:
        if words == "(again)":
            assert screen.last is not None, "nothing was said before"
            return screen.last
        self._count += 1
        what = self._what(words, screen)
        chat = address(self.who)
        return Incoming(id=f"console/{self._count}", channel="console", chat=chat, account=self.who, **what)  # type: ignore[arg-type]

    def _what(self, words: str, screen: Screen) -> dict[str, object]:
        match = re.fullmatch(r"(?:\((old|of (.+?))\) )?\[(.+)\]", words)
        if match:
            pressed = self.screen(match[2]) if match[2] else screen
            return {"button": pressed.button(match[3], live=match[1] != "old")}
        kind, _, value = words[1:-1].partition(" ") if re.fullmatch(r"\(.+\)", words) else ("", "", "")
        match kind:
            case "photo":
                return {"attachment": Attachment("photo", f"photo-{self._count}", f"u{self._count}", mime="image/jpeg")}
            case "voice":
                return {"attachment": Attachment("voice", f"voice-{self._count}", f"u{self._count}", mime="audio/ogg")}
            case "location":
                latitude, longitude = value.split(",")
                return {"location": Location(float(latitude), float(longitude), 12.0)}
            case "contact":
                return {"contact": Contact(value, "某")}
            case "sticker":
                return {"kind": "sticker"}
        return {"text": re.sub(r"\{(.+?)\}", self._meant, words)}

    def _meant(self, match: re.Match[str]) -> str:
        number, _, more = match[1].partition(" ")
        if number == "邀请码":
            return self.place.invitation(self.place.person(Role.REPORTER, area=VILLAGE, name=more))
        return "长" * int(number)


def sections(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """The dialogues of a file: the heading above each, who speaks first, and the lines between its fences."""
    who, heading, lines, inside = "", "", list[str](), False
    for line in text.split("\n"):
        if line.startswith("```"):
            inside = not inside
            if not inside:
                yield heading, who, lines
            lines = []
        elif inside:
            lines.append(line)
        elif line.startswith("who: "):
            who = line.removeprefix("who: ").strip()
        elif line.startswith("#"):
            heading = line.lstrip("# ")


def rewritten(text: str, heading: str, lines: list[str]) -> str:
    """The file with the dialogue under this heading in place of the one that was there."""
    found = re.compile(rf"(^#+ {re.escape(heading)}$.*?^```\n).*?(^```$)", re.MULTILINE | re.DOTALL)
    return found.sub(lambda match: match[1] + "".join(f"{line}\n" for line in lines) + match[2], text, count=1)
