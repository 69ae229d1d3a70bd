"""Text that no database takes, and no JSON holds: half a character, or NUL. What comes in is rid of it. Pure."""

from typing import Any

import msgspec

from bot.messages import Incoming

_encoder = msgspec.json.Encoder(enc_hook=repr)


def legible(incoming: Incoming) -> Incoming:
    """The same; halves of a character joined where both are there, else shown as one that is missing."""
    return incoming if _sound(incoming) else _clean(incoming)


def kept(incoming: Incoming) -> bytes:
    """As a dead letter keeps it: JSON, whatever is in it."""
    return _encoder.encode(legible(incoming))


def _sound(incoming: Incoming) -> bool:
    try:
        return b"\\u0000" not in _encoder.encode(incoming)
    except UnicodeEncodeError:
        return False


def _clean(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case msgspec.Struct():
            fields = {name: _clean(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        case dict():
            return {_clean(name): _clean(each) for name, each in value.items()}
        case list() | tuple():
            return type(value)(_clean(each) for each in value)
        case _:
            return value
