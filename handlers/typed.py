"""What is typed in a form and is no answer there: the words of a button, or another thing that is to be reported."""

from msgspec.structs import replace

from bot import filling
from bot.forms.state import Refused
from bot.forms.walk import locate
from bot.labels import spelt
from bot.messages import Action, Message
from bot.routing.topics import tells_of
from bot.turn import Turn
from handlers.forms import as_new_issue

TAKEN = frozenset({"answer", "later", "discard"})  # what the buttons of a question do
SENTENCE = 6  # characters of what may be a problem


def action_of(turn: Turn, messages: list[Message]) -> Action | None:
    """What the button asks for whose words were typed; None where no button of these messages has them."""
    words = spelt(turn.text)
    every = (choice for message in messages for row in message.choices for choice in row)
    found = (each for each in every if each.action is not None and each.action.name in TAKEN)
    return next((each.action for each in found if words and spelt(turn.said(each.label)) == words), None)


def with_another(turn: Turn, messages: list[Message], refused: Refused) -> list[Message]:
    """With a button that reports these words, where they are a problem and no answer to what is asked."""
    text = turn.text
    if len(text) < SENTENCE or _asks_for_words(turn, refused.path) or not tells_of(turn.live.topics, text):
        return messages
    new = as_new_issue(text)
    return [*messages[:-1], *(replace(last, choices=(*last.choices, (new,))) for last in messages[-1:])]


def _asks_for_words(turn: Turn, path: str) -> bool:
    form, _state, _draft = filling.opened(turn)
    found = locate(form, path) if path else None
    question = found[0].question if found is not None else None
    return question is not None and question.type == "text"
