"""What is remembered: tables, and one module a noun with the statements that read and write it.

It knows nothing of chats, channels or forms. Others pass its `Connection` and `Engine` along.
"""

from sqlalchemy.exc import OperationalError

from storage.engine import Connection, Engine, open_memory, open_reader, open_writer

__all__ = ["Connection", "Engine", "OperationalError", "open_memory", "open_reader", "open_writer"]
