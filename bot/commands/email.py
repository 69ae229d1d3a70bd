"""`cunqing email`: one letter, to see whether the mail server is set right."""

import asyncio
from email.utils import parseaddr
from typing import Annotated

import typer

from bot.commands.saying import fail, language, said, words
from bot.messages import Blocked as Refused
from bot.messages import Outgoing, Rejected, Said, Throttled, Unreachable, say
from bot.people import mailboxes
from bot.settings import Settings, read


def email(address: Annotated[str, typer.Argument(help="Where the letter goes")]) -> None:
    """Sends a letter to an address, and says what is set wrong where that does not work."""
    settings = read()
    if not settings.email_host:
        fail(say("CUNQING_EMAIL_HOST is missing: e-mail needs the mail server that sends its letters."))
    if not mailboxes.address_of(address):
        fail(say("“{typed}” is no address. It looks like name@example.cn.", typed=address))
    wrong = asyncio.run(_sent(settings, mailboxes.address_of(address)))
    if wrong is not None:
        fail(wrong)
    said(say("The mail server has taken a letter to {address}. Look whether it is there.", address=address))


async def _sent(settings: Settings, address: str) -> Said | None:
    """What was wrong; None where the letter was taken."""
    from bot.channels.email import Box, Connection, Email, Sender, Server

    server = Server(settings.email_host, settings.email_port, settings.email_security, settings.email_user,
                    settings.email_password)  # fmt: skip
    name, sender = parseaddr(settings.email_from)
    box = Box(address, settings.address)
    channel = Email(Connection(server), Sender(sender, name), lambda _outgoing: box, words().said)
    text = words().said(say("A letter to see whether letters arrive"), language())
    try:
        await channel.send(Outgoing(row=0, chat=address, operation="send", text=text, language=language()))
    except (Unreachable, Throttled, Refused, Rejected) as failure:
        return _why(failure, settings)
    finally:
        await channel.close()
    return None


def _why(failure: Exception, settings: Settings) -> Said:
    from bot.channels.email.failures import LOGIN, SENDER

    why = str(failure)
    if isinstance(failure, Throttled):
        return say("The mail server asks us to wait: try again in {seconds} seconds.", seconds=int(failure.after))
    if why == LOGIN:
        return say("The mail server does not take CUNQING_EMAIL_USER and CUNQING_EMAIL_PASSWORD.")
    if why.startswith(SENDER):
        return say("The mail server does not send letters from CUNQING_EMAIL_FROM ({why}).", why=why[-3:])
    if isinstance(failure, Unreachable):
        return say("{host} cannot be used as a mail server ({why}): look at CUNQING_EMAIL_HOST, _PORT and _SECURITY.",
                   host=settings.email_host, why=why)  # fmt: skip
    return say("The mail server refused a letter to this address: {code}", code=why.rpartition(": ")[2])
