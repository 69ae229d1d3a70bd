"""Talking to the product as a person would, from code: says, taps, sends. The console, the demonstration and the
dialogue tests use it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.messages import Attachment, Button, Incoming, Location, Outgoing, Submit


class NoButton(Exception):
    """There is no button of this label to tap."""


@dataclass
class Talk:
    """One chat in a channel, with what is on its screen: the last messages, and the buttons that can be tapped."""

    submit: Submit
    channel: str
    chat: str
    account: str = ""
    person: int | None = None
    language: str = "zh"
    prefix: str = ""
    screen: list[Outgoing] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def say(self, text: str) -> list[Outgoing]:
        """Types something."""
        return await self.send(text=text)

    async def tap(self, label: str) -> list[Outgoing]:
        """Taps the newest button with this label, or the one whose label begins with it."""
        return await self.send(button=self.button(label).data)

    async def choose(self, name: str) -> None:
        """Types somebody's name, and taps it where several were found by it."""
        found = await self.say(name)
        if any(button.label.startswith(name) for message in found for row in message.buttons for button in row):
            await self.tap(name)

    async def photo(self, reference: str = "photo") -> list[Outgoing]:
        """Sends a picture."""
        return await self.send(attachment=Attachment("photo", reference, reference, mime="image/jpeg"))

    async def place(self, latitude: float, longitude: float) -> list[Outgoing]:
        """Sends where one is, in degrees."""
        return await self.send(location=Location(latitude, longitude))

    async def send(self, **what: object) -> list[Outgoing]:
        """Submits one Incoming and takes the replies onto the screen."""
        incoming = Incoming(
            id=f"{self.channel}/{self.prefix}{self.chat}/{next(self._count)}",
            channel=self.channel,
            chat=self.chat,
            account=self.account or self.chat,
            person=self.person,
            language=self.language,
            **what,  # type: ignore[arg-type]
        )
        replies = await self.submit(incoming)
        self.screen += replies
        return replies

    def buttons(self) -> Sequence[Button]:
        """What can be tapped, the newest message's first."""
        return [button for message in reversed(self.screen) for row in message.buttons for button in row if button.data]

    def button(self, label: str) -> Button:
        """The newest button with this label, else one whose label begins with it; raises NoButton."""
        there = self.buttons()
        same = [button for button in there if button.label == label]
        found = same or [button for button in there if button.label.startswith(label)]
        if found:
            return found[0]
        raise NoButton(f"{label} is not among {[button.label for button in there[:12]]}")
