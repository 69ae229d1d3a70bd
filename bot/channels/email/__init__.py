"""E-mail as a channel: letters out by aiosmtplib, replies in by imap-tools; each is imported when it is first used."""

from bot.channels.email.answers import address
from bot.channels.email.channel import Email
from bot.channels.email.connection import Connection, Server
from bot.channels.email.inbox import Inbox, inbox_of
from bot.channels.email.letter import Box, Sender

__all__ = ["Box", "Connection", "Email", "Inbox", "Sender", "Server", "address", "inbox_of"]
