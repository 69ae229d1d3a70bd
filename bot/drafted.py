"""The state of a draft: read from its JSON once, and written where it changes."""

import msgspec

from bot.forms.state import State
from storage.chats import Draft

_STATE = msgspec.json.Decoder(State)


def state_of(draft: Draft) -> State:
    """What a draft has of its form; raises msgspec.ValidationError."""
    if draft.read is None:
        draft.read = _STATE.decode(draft.state)
    state: State = draft.read
    return state


def keep(draft: Draft, state: State) -> None:
    """The draft is at this state from now on."""
    draft.state, draft.read, draft.changed = msgspec.json.encode(state), state, True
