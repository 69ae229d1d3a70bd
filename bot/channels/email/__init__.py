"""E-mail as a channel: notices and digests as letters, by aiosmtplib, which is imported only when one is sent."""

from bot.channels.email.channel import Email
from bot.channels.email.connection import Server
from bot.channels.email.letter import Box, Sender

__all__ = ["Box", "Email", "Sender", "Server"]
