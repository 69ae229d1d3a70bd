"""Channels: what a wire brings becomes an Incoming, and an Outgoing a send. They know bot.messages alone."""
