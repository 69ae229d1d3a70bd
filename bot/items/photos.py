"""Photos that come after the filing: with an answer to the unit's question, or of the reporter's own accord."""

from bot import quotas
from bot.files.kinds import MOST_FILES
from bot.forms.model import Form
from bot.lifecycle import Refused
from bot.turn import Turn
from storage import files
from storage.files import NewAttachment
from storage.items import Item

LATER = "later"  # the path of what answers no question of the form
PAGES = "web"  # whose uploads a page's are


def check_room(turn: Turn, item: Item) -> None:
    """Raises lifecycle.Refused where the item, or the day, holds no more than it has; before anything is written."""
    sent = turn.incoming.attachment
    if sent is None:
        return
    if files.count_of_item(turn.connection, item.id) >= MOST_FILES:
        raise Refused("files")
    if quotas.sent_enough(turn, sent):
        raise Refused("sent", str(turn.offices.megabytes_a_day))


def attach(turn: Turn, item: Item) -> int | None:
    """Keeps the file that came along, to be fetched after the commit; its id, or None where none came."""
    sent = turn.incoming.attachment
    if sent is None:
        return None
    form = turn.live.form(item.form, item.form_version)
    new = NewAttachment(
        draft=None, item=item.id, path=LATER, channel=turn.incoming.channel or PAGES, reference=sent.reference,
        kind=sent.kind, sensitive=shows_protected(form), made_at=turn.now,
        person=turn.person.id if turn.person is not None else None, size=sent.size,
    )  # fmt: skip
    turn.released.append(turn.offices.attached)
    return files.add(turn.connection, new)


def shows_protected(form: Form) -> bool:
    """Whether a photo to this form may show what is protected: where one that it asks for does."""
    asked = [node.question for node in form.nodes.values() if node.question is not None]
    return any(question.sensitive and question.type in ("image", "photo") for question in asked)
