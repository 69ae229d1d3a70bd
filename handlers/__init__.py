"""What happens when a person says something: one file a command, each a plain function of a Turn.

A handler changes its chat's state, calls `bot.items` for anything else, and returns Messages; it never sends.
"""

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache, wraps
from importlib import import_module
from types import ModuleType

from bot import items
from bot.messages import Message
from bot.turn import Handler, Turn
from handlers import acting


@cache
def by_name() -> Mapping[str, Handler]:
    """Every handler by the name of its command or action: its function's name and, nearly always, its file's.

    A handler is a public function of this folder that takes a Turn and nothing else, and returns messages.
    """
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    handlers = [handler for module in modules for handler in _handlers(module)]
    names = [handler.__name__ for handler in handlers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LookupError(f"two handlers of one name: {', '.join(twice)}")
    return dict(zip(names, map(_answering, handlers), strict=True))


def _answering(handler: Handler) -> Handler:
    """The handler; an item that is not there, or is not theirs to see, is said in one way everywhere."""

    @wraps(handler)
    def answered(turn: Turn) -> list[Message]:
        try:
            return handler(turn)
        except items.Absent as absent:
            return [acting.absent(absent.number)]

    return answered


def _handlers(module: ModuleType) -> Iterator[Handler]:
    for name, value in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(value) or value.__module__ != module.__name__:
            continue
        signature = inspect.signature(value)
        taken = [parameter.annotation for parameter in signature.parameters.values()]
        if taken == [Turn] and signature.return_annotation == list[Message]:
            yield value
