"""What must always hold in a database, and where it does not.

Each check is a small function with the number of its invariant; CHECKS lists them.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot import live
from bot.checks import due, pauses
from bot.forms.model import Form
from bot.lifecycle import STEPS, Status
from bot.messages import Said, say
from storage import Connection, checking
from storage.digests import LISTS
from storage.items import chained
from storage.store import Folder, Missing, Store
from storage.vault import Vault, WrongKey

OVER = frozenset({Status.CLOSED, Status.WITHDRAWN})
INSTANCE = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold, and where; a note is worth knowing and breaks nothing."""

    invariant: str
    where: str
    message: Said
    note: bool = False


@dataclass(frozen=True)
class Subject:
    """What is checked: a database, the keys to it, and the store of its files."""

    connection: Connection
    vault: Vault
    store: Store

    @cached_property
    def forms(self) -> live.Live:
        """The forms in all their versions."""
        return live.read(self.connection, 0)


def check(connection: Connection, vault: Vault, store: Store | Path) -> list[Finding]:
    """Everything that does not hold, in the order of the invariants; nothing in it quotes an answer.

    A path is the data folder, with the files in it. Raises storage.store.Unavailable where the store does not answer.
    """
    subject = Subject(connection, vault, Folder(store) if isinstance(store, Path) else store)
    missing = checking.missing_tables(connection)
    if missing:
        return [Finding("I0", ", ".join(sorted(missing)), say("these tables are missing"))]
    return [
        Finding(invariant, where, message, note=(invariant, function) in NOTES)
        for invariant, function in CHECKS
        for where, message in function(subject)
    ]


Found = Iterator[tuple[str, Said]]


def sound(subject: Subject) -> Found:
    """I0: the file itself is whole."""
    for line in checking.damage(subject.connection):
        yield line, say("the database file is damaged")


def one_item_a_form(subject: Subject) -> Found:
    """I2: a confirmed form has one item, and no other draft has any."""
    for draft in checking.filed_drafts(subject.connection):
        if draft.items != (1 if draft.status == "filed" else 0):
            yield f"draft {draft.id}", say("is {status} and has {items} items", status=draft.status, items=draft.items)


def one_lead(subject: Subject) -> Found:
    """I3: an open item is in exactly one lead inbox, an item that is over in none; nothing lies with a closed unit."""
    for item in checking.leads(subject.connection):
        if item.leads != (0 if item.status in OVER else 1):
            yield item.number, say("is {status} and leads to {count} units", status=item.status, count=item.leads)
    for entry in checking.in_closed_units(subject.connection):
        yield entry.number, say("lies with {unit}, which is closed", unit=entry.unit)


def replayed(subject: Subject) -> Found:
    """I4: the events, replayed, give the state and the lead that the item has, by steps that the lifecycle knows."""
    for item, events in checking.histories(subject.connection):
        if not events or events[0].action != "file":
            yield item.number, say("has no event of its filing")
            continue
        for event in events[1:]:
            if not _is_step(event):
                yield f"{item.number}#{event.sequence}", say("{action} is no step from {before} to {after}",
                    action=event.action, before=event.before, after=event.after)  # fmt: skip
        for earlier, later in pairwise(events):
            if later.before != earlier.after:
                yield f"{item.number}#{later.sequence}", say("does not begin where the event before it ended")
        last = events[-1]
        if last.after != item.status:
            yield item.number, say("is {status}, but its events end at {after}", status=item.status, after=last.after)
        elif item.status not in OVER and (last.unit or "") != item.lead:
            yield item.number, say("lies with {unit}, but its events say otherwise", unit=item.lead or "-")


def _is_step(event: Any) -> bool:
    step = STEPS.get(event.action)
    if step is None:
        return bool(event.before == event.after)  # a look at a protected answer changes nothing
    return bool(event.before in step.sources and event.after == (step.target or event.before))


def chain(subject: Subject) -> Found:
    """I5: each event's hash is over its own fields and the hash before it, from the first on without a gap."""
    for item, events in checking.histories(subject.connection):
        previous = ""
        for place, event in enumerate(events, start=1):
            values = event._asdict()
            if (event.sequence, event.previous) != (place, previous) or event.hash != chained(values):
                yield f"{item.number}#{event.sequence}", say("was changed after it was written")
            previous = event.hash


def clocks(subject: Subject) -> Found:
    """A paused item has an open pause event, and its deadline has moved by just the working days it stood still."""
    for item, events in checking.histories(subject.connection):
        if not item.provisional:  # its days are counted anew when the year's holidays are published
            for fault in pauses.faults(item, events):
                yield item.number, fault


def deadlines(subject: Subject) -> Found:
    """What is open is due some day, where its rule says so."""
    yield from due.faults(subject.connection)


def outbox(subject: Subject) -> Found:
    """I8: a message is sent, waits for a chat, or is dead with a reason."""
    for row in checking.unsound_messages(subject.connection):
        if row.status not in ("waiting", "dead"):
            yield f"outbox {row.id}", say("is {status}, which is no state of a message", status=row.status)
        elif row.status == "waiting" and row.chat is None:
            yield f"outbox {row.id}", say("waits, and goes to no chat")
        elif row.status == "dead" and not row.reason:
            yield f"outbox {row.id}", say("was given up without a reason")


def undelivered(subject: Subject) -> Found:
    """I8: what was given up is counted, so that somebody looks."""
    for row in checking.unsound_messages(subject.connection):
        if row.status == "dead" and row.reason:
            yield f"outbox {row.id}", say("could not be delivered: {reason}", reason=row.reason)


def once_a_digest(subject: Subject) -> Found:
    """I9: an item stands in one list of a digest, of the four there are, and lay with its unit when it was made."""
    for digest in checking.digests(subject.connection):
        numbers = [number for listed in digest.content.values() for number in listed]
        there = checking.lay_with(subject.connection, digest.unit, numbers, digest.made_at) if numbers else set()
        for number in sorted({*numbers} - there):
            yield f"{digest.unit} {digest.period}", say("counts {number}, which did not lie there", number=number)
        for name in sorted({*digest.content} - {*LISTS}):
            yield f"{digest.unit} {digest.period}", say("has a list {name}, which no digest has", name=name)
        for number in sorted({number for number in numbers if numbers.count(number) > 1}):
            yield f"{digest.unit} {digest.period}", say("names {number} more than once", number=number)


def nothing_dangles(subject: Subject) -> Found:
    """I10: no row points to a row that is not there, and no chat is on a form that is over."""
    for table, column, value in checking.dangling(subject.connection):
        yield f"{table}.{column}", say("points to {value}, which is not there", value=value)
    for chat in checking.chats_on_closed_drafts(subject.connection):
        yield f"chat {chat.id}", say("is on draft {draft}, which is over", draft=chat.draft)


def files_there(subject: Subject) -> Found:
    """I10: what was fetched lies where its row says, unchanged, with its thumbnail; what failed has a reason."""
    for row in checking.attachments(subject.connection):
        where = f"attachment {row.id}"
        if row.status == "stored":
            for name, sha256 in ((row.file, row.sha256), (row.thumbnail, row.thumbnail.rpartition("/")[2])):
                if name or name == row.file:
                    yield from ((where, message) for message in _unsound(subject, name, sha256))
        elif row.status not in ("waiting", "failed") or (row.status == "failed" and not row.reason):
            yield where, say("is {status}, without a reason", status=row.status)


def _unsound(subject: Subject, name: str, sha256: str) -> Iterator[Said]:
    try:
        content = subject.vault.open(subject.store.get(name))
    except Missing:
        yield say("has no file")
    except WrongKey:
        yield say("has a file that was changed")
    else:
        if hashlib.sha256(content).hexdigest() != sha256:
            yield say("has a file that was changed")


def files_known(subject: Subject) -> Found:
    """I10: a file that no row names is left from a process that ended in between, and can go."""
    named = {name for row in checking.attachments(subject.connection) for name in (row.file, row.thumbnail)}
    for name in subject.store.names():
        if name not in named:
            yield name, say("belongs to no answer")


def versions_there(subject: Subject) -> Found:
    """I11: the versions of form and rules that an item was filed under are kept."""
    for item in checking.versions(subject.connection):
        if item.there is None:
            yield item.number, say("was filed with {form}, version {version}, which is not there", form=item.form,
                version=item.form_version)  # fmt: skip
        if item.rules is None:
            yield item.number, say("was sent by rules {version}, which are not there", version=str(item.ruleset))


def letters(subject: Subject) -> Found:
    """I15: dead letters are counted until they are run again."""
    for letter in checking.dead_letters(subject.connection):
        yield letter.reference, say("could not be dealt with: {reason}", reason=letter.reason)


def answers_fit(subject: Subject) -> Found:
    """I16: each stored answer has its question in the form's version; a sensitive one is not stored in clear."""
    for item in checking.answered(subject.connection):
        if (item.form, item.form_version) not in subject.forms.sources:
            continue  # I11 says so
        questions = _questions(subject.forms.form(item.form, item.form_version))
        secret = _opened(subject.vault, item.secrets)
        for path in {**item.answers, **secret}:
            question = questions.get(INSTANCE.sub("", path))
            if question is None:
                yield item.number, say("answers {path}, which its form does not ask", path=path)
            elif question and path in item.answers:
                yield item.number, say("keeps {path} in clear", path=path)


def _questions(form: Form) -> Mapping[str, bool]:
    """Paths of the form, each with whether it is sensitive."""
    return {path: bool(node.question and node.question.sensitive) for path, node in form.nodes.items()}


def _opened(vault: Vault, sealed: bytes | None) -> Mapping[str, Any]:
    try:
        return vault.open_json(sealed) if sealed else {}
    except WrongKey:
        return {}  # `keys_fit` says so


def keys_fit(subject: Subject) -> Found:
    """What is encrypted can be read with the keys that are set."""
    for table, column, key, content in checking.sealed(subject.connection):
        try:
            subject.vault.open(content)
        except WrongKey:
            yield f"{table}.{column} {key}", say("cannot be decrypted with the keys that are set")


CHECKS: Sequence[tuple[str, Callable[[Subject], Found]]] = (
    ("I0", sound),
    ("I2", one_item_a_form),
    ("I3", one_lead),
    ("I4", replayed),
    ("I5", chain),
    ("pause", clocks),
    ("due", deadlines),
    ("I8", outbox),
    ("I8", undelivered),
    ("I9", once_a_digest),
    ("I10", nothing_dangles),
    ("I10", files_there),
    ("I10", files_known),
    ("I11", versions_there),
    ("I15", letters),
    ("I16", answers_fit),
    ("key", keys_fit),
)
NOTES = frozenset({("I8", undelivered), ("I10", files_known), ("I15", letters)})
