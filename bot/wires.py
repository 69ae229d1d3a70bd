"""Builds a channel by its setting; its library is imported only here, or where it is first used."""

from email.utils import parseaddr
from functools import partial
from typing import TYPE_CHECKING

from bot import clock
from bot.languages import Languages
from bot.messages import Channel, Outgoing
from bot.people import mailboxes
from bot.settings import Settings
from bot.turn import Offices
from storage import Engine

if TYPE_CHECKING:
    from bot.channels.telegram.library import Library


def build_channel(
    name: str, settings: Settings, offices: Offices, reader: Engine | None = None, now: clock.Clock = clock.now
) -> Channel:
    """A channel by its setting; its library is imported only here, or where it is first used."""
    if name.startswith("telegram_"):
        return _telegram(name, settings, offices, reader)
    if name == "email":
        return _email(settings, offices, reader, now)
    from bot.channels.web import Web

    return Web(settings.data / "uploads", offices.vault.open)


def _telegram(name: str, settings: Settings, offices: Offices, reader: Engine | None) -> Channel:
    """Telegram by one of its two libraries; the other one is not imported."""
    from bot.channels.telegram import Telegram, Webhook, secret_of
    from handlers.menu import commands

    token, webhook = settings.telegram_token, None
    if settings.webhook_url:
        secret = settings.webhook_secret or secret_of(token)
        webhook = Webhook(settings.webhook_url, settings.webhook_port, secret, host=settings.host)
    made = Telegram(
        _library(name, token, settings.telegram_api),
        folder=settings.data,
        said=offices.languages.said,
        commands=commands(offices.languages),
        webhook=webhook,
    )
    if reader is not None:
        made.give_menus(partial(_menu, reader, offices.languages))
    return made


def _menu(reader: Engine, languages: Languages, account: str) -> tuple[tuple[str, str], ...]:
    """The commands of somebody on Telegram."""
    from handlers.menu import own

    with reader.connect() as connection:
        return own(connection, languages, ("telegram", account))


def _email(settings: Settings, offices: Offices, reader: Engine | None, now: clock.Clock) -> Channel:
    """E-mail by the operator's mail server. Which address a letter goes to is read when it is sent."""
    from bot.channels.email import Box, Connection, Email, Sender, Server, address, inbox_of

    name, sender = parseaddr(settings.email_from)

    def where(outgoing: Outgoing) -> Box | None:
        assert reader is not None  # noqa: S101 - given by `build`; letters are sent by what it built
        with reader.connect() as connection:
            to = mailboxes.where(connection, offices.vault, outgoing.chat, now())
            token = mailboxes.answer_token(connection, offices.vault, outgoing) if settings.email_inbox else ""
        stop = mailboxes.stop_link(offices.vault, settings.address, outgoing.chat)
        return Box(to, stop, address(sender, token) if token else "") if to else None

    server = Server(
        settings.email_host,
        settings.email_port,
        settings.email_security,
        settings.email_user,
        settings.email_password,
    )
    return Email(
        Connection(server),
        Sender(sender, name),
        where,
        offices.languages.said,
        folder=settings.data,
        inbox=inbox_of(settings.email_inbox, server.user, server.password) if settings.email_inbox else None,
        now=now,
    )


def _library(name: str, token: str, api: str) -> "Library":
    if name == "telegram_aiogram":
        from bot.channels.telegram_aiogram import Aiogram

        return Aiogram(token, api=api)
    from bot.channels.telegram_ptb import PythonTelegramBot

    return PythonTelegramBot(token, api=api)
