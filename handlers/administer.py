"""load_pack, load_form, invite, invite_again, mark: what only commands ask for, by jobs that nobody in a chat can
name."""

from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Any

from bot.auditing import write
from bot.forms.model import Form
from bot.messages import Message, say, say_n
from bot.packs import FormSource, loading, read_pack
from bot.people import accounts
from bot.people.accounts import Place
from bot.people.roles import manages
from bot.rights import Role
from bot.turn import Turn
from storage import assets, audit, dead_letters, households, marks, places
from storage import staff as stored_staff

TABLES = ("rules", "units", "areas", "functions", "topics")  # what a pack writes over
UNTOUCHED = ("draft", "learn", "mailbox", "export")  # entries about them that change nothing which a pack holds


def load_pack(turn: Turn) -> list[Message]:
    """A starter pack, as a whole. The command has checked it before it asks."""
    pack = read_pack(Path(str(turn.value("folder"))))
    if (form := loading.clashing(turn.connection, pack.forms)) is not None:
        return [_same_version(form)]
    if not turn.value("anyway") and (older := loading.older(turn.connection, pack.forms)) is not None:
        return [_older(*older)]
    if not turn.value("anyway") and _changed_since_loading(turn):
        return [
            Message(
                text=say(
                    "Rules, units or other tables were changed here since the pack was loaded: loading it again would"
                    " undo that. For forms alone: cunqing forms load FILE. To undo all the same: --anyway."
                )
            )
        ]
    loading.load(turn.connection, pack, turn.now)
    sizes = {name: len(getattr(pack, name)) for name in ("areas", "functions", "units", "topics", "rules", "forms")}
    write(turn, "load", "pack", {}, sizes, pack.name)
    return []


def _changed_since_loading(turn: Turn) -> bool:
    loaded = audit.latest(turn.connection, ("pack",))
    return bool(loaded) and audit.latest(turn.connection, TABLES, but=UNTOUCHED) > loaded


def load_form(turn: Turn) -> list[Message]:
    """One form, by its workbook. The command has checked it before it asks."""
    source = FormSource("", str(turn.value("file")), b64decode(str(turn.value("content"))))
    if (clash := loading.clashing(turn.connection, [source])) is not None:
        return [_same_version(clash)]
    if not turn.value("anyway") and (older := loading.older(turn.connection, [source])) is not None:
        return [_older(*older)]
    form = loading.publish(turn.connection, source, turn.now)
    places.changed(turn.connection)
    write(turn, "publish", "forms", {}, {"code": form.code, "version": form.version}, "")
    return [Message(text=say("“{form}” is asked from now on: version {version}.", form=form.title,
                             version=form.version or "–"))]  # fmt: skip


def _same_version(form: Form) -> Message:
    return Message(
        text=say(
            "“{form}” is there already as version {version}, with other contents. Write a higher version in its"
            " settings sheet: what was begun with the earlier one goes on with that.",
            form=form.title,
            version=form.version or "–",
        )
    )


def _older(form: Form, live: str) -> Message:
    text = say("“{form}” is live as version {live}, and {version} is older. To go back to it all the same: --anyway.",
               form=form.title, live=live or "–", version=form.version or "–")  # fmt: skip
    return Message(text=text)


def invite(turn: Turn) -> list[Message]:
    """People with their roles, each with the hash of a new invitation's code; at most 500 a turn."""
    for row in turn.value("people"):
        _invite(turn, row)
    return []


def _invite(turn: Turn, row: dict[str, Any]) -> None:
    role = Role(row["role"])
    place = Place(row.get("unit") or None, row.get("area") or None)
    details = accounts.Details(str(row["name"]), str(row.get("title") or ""), str(row.get("phone") or ""))
    identity = accounts.enrol(turn.connection, turn.offices.vault, details, role, place, turn.now)
    if row.get("code"):
        accounts.invite(turn.connection, identity, bytes.fromhex(row["code"]), turn.now)


def invite_again(turn: Turn) -> list[Message]:
    """New invitations for people who are known, each the hash of its code; at most 500 a turn. An admin's are for
    those alone all of whose roles are theirs: an invitation is a key."""
    given = [(int(person), bytes.fromhex(code)) for person, code in turn.value("people")]
    rows = [each for each in given if turn.person is None or _theirs(turn, each[0])]
    if not rows:
        return [Message(text=say("Nobody was invited: everybody has come in, or has a role elsewhere too."))]
    for person, code in rows:
        accounts.invite(turn.connection, person, code, turn.now)
    write(turn, "invite", "people", {}, {"people": [person for person, _code in rows]}, str(turn.value("note")))
    return [Message(text=say_n("{count} new invitation", "{count} new invitations", len(rows)))]


def _theirs(turn: Turn, person: int) -> bool:
    return manages(turn.person, stored_staff.roles(turn.connection, person))


def register(turn: Turn) -> list[Message]:
    """Households of the villages' registers, with their members, and project assets; at most 500 a turn."""
    for given in turn.value("households"):
        row = dict(given)  # a batch that is run again reads it once more
        members = row.pop("members", [])
        phone, number = row.pop("phone", ""), row.pop("id_number", "")
        vault = turn.offices.vault
        last_visit = date.fromisoformat(row["last_visit"]) if row.get("last_visit") else None
        sealed = {"phone": vault.seal_text(phone), "id_number": vault.seal_text(number),
                  "id_index": vault.index(number) if number else None}  # fmt: skip
        kept = {"initials": households.initials(row["head"]), "marks": [], "confirmed": True, "made_at": turn.now,
                "size": len(members) or None, "last_income": "", **row, "last_visit": last_visit, **sealed}  # fmt: skip
        households.put(turn.connection, kept)
        households.set_members(turn.connection, row["code"], members)
    made = [{"phone": None, "made_at": turn.now, "condition": "", "looked_on": None, **row}
            for row in turn.value("assets") or ()]  # fmt: skip
    assets.put(turn.connection, made)
    return []


def letter_rerun(turn: Turn) -> list[Message]:
    """A dead letter was run again."""
    dead_letters.rerun(turn.connection, turn.target, turn.now)
    return []


def mark(turn: Turn) -> list[Message]:
    """A fact about this database."""
    marks.write(turn.connection, turn.target, str(turn.value("value")))
    return []
