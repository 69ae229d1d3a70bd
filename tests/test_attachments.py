"""Files that people send: fetched after the commit, known by their content, kept sealed, and told of when they fail."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import json, structs
from PIL import Image

from bot import backups
from bot.app import running
from bot.checks import check
from bot.files.kinds import LARGEST, MOST_FILES, SHEET
from bot.messages import Attachment, Incoming, Rejected, Throttled, Unreachable
from bot.turn import Handler, Turn
from storage import dead_letters, files
from storage.files import NewAttachment
from storage.store import Folder, Store, Unavailable, open_store
from tests import buckets
from tests.deployment import Deployment, Wire, copy_of, picture, texts
from tests.test_kinds import film, sheet
from tests.test_pictures import photo

TAPS = ("王某甲·二组", "户主", "都正常", "持平", "没有")


def waits(place: Deployment, reference: str, **more: Any) -> int:
    """A file that was named in an answer to an item; its row."""
    item = place.item(place.filed("李某")).id
    values: dict[str, Any] = {"path": "/data/photo", "kind": "photo", "asked": "image"} | more
    with place.app.writer.begin() as connection:
        row = files.add(connection, NewAttachment(draft=None, channel="console", reference=reference, sensitive=False,
                                                  made_at=place.clock(), **values))  # fmt: skip
        connection.exec_driver_sql(f"UPDATE attachment SET item = {item} WHERE id = {row}")
    return row


def fetched(place: Deployment) -> None:
    """What waits, is fetched."""

    async def run() -> None:
        async with running(place.app):
            await place.app.attachments.idle()
            await place.app.delivery.idle()

    asyncio.run(run())
    place.restart()


def kept(place: Deployment, row: int) -> files.Attachment:
    with place.app.reader.connect() as connection:
        found = files.by_id(connection, row)
    assert found is not None
    return found


def content(place: Deployment, name: str) -> bytes:
    return place.vault.open(place.app.offices.store.get(name))


def said(place: Deployment) -> str:
    return texts(place.wire.sent)


# --- pictures -----------------------------------------------------------------------------------------------------


def test_a_photo_is_kept_sealed_without_its_notes_and_with_a_thumbnail(place: Deployment) -> None:
    place.wire.files["p"] = photo(size=(1000, 800))
    row = waits(place, "p")
    fetched(place)
    found = kept(place, row)
    assert (found.status, found.mime, found.place) == ("stored", "image/jpeg", None)
    assert found.taken_at is not None
    assert found.taken_at.isoformat() == "2026-11-24T01:12:30+00:00"
    assert Image.open(io.BytesIO(content(place, found.file))).size == (1000, 800)
    assert Image.open(io.BytesIO(content(place, found.thumbnail))).size == (480, 384)
    for path in (place.folder / "files").rglob("*"):
        assert not path.is_file() or b"\xff\xd8\xff" not in path.read_bytes()
    with place.app.reader.connect() as connection:
        assert check(connection, place.vault, place.app.offices.store) == []


def test_where_a_photo_was_taken_is_kept_sealed_where_the_form_asks_for_it(place: Deployment) -> None:
    place.wire.files["p"] = photo()
    row = waits(place, "p", keeps="location")
    fetched(place)
    sealed = kept(place, row).place
    assert sealed is not None
    assert place.vault.open_json(sealed) == [36.57, 107.31]
    assert b"36.57" not in sealed


REFUSED = [
    ("image", b"MZ\x90\x00 a program" + bytes(500), "能收的是"),
    ("image", b"%PDF-1.7\n", "不是照片"),
    ("audio", picture("x"), "不是录音"),
    ("video", picture("x"), "不是视频"),
    ("image", b"", "空的"),
    ("image", photo()[:300], "损坏"),
    ("file", bytes(LARGEST + 1), "20"),
]


@pytest.mark.parametrize(("asked", "content", "why"), REFUSED)
def test_what_is_not_kept_is_told_with_its_item_and_why(
    place: Deployment, asked: str, content: bytes, why: str
) -> None:
    place.wire.files["f"] = content
    row = waits(place, "f", asked=asked)
    fetched(place)
    assert kept(place, row).status == "failed"
    assert why in said(place)
    assert "2026-000122" in said(place)
    assert list(place.app.offices.store.names()) == []


@pytest.mark.parametrize(
    ("kind", "sent", "mime"),
    [
        ("document", sheet(), SHEET),
        ("voice", b"OggS\0\2" + bytes(40), "audio/ogg"),
        ("video", film(b"isom"), "video/mp4"),
    ],
)
def test_documents_recordings_and_films_are_kept_as_they_are(
    place: Deployment, kind: str, sent: bytes, mime: str
) -> None:
    place.wire.files["f"] = sent
    row = waits(place, "f", kind=kind, asked="", name="台账.xlsx")
    fetched(place)
    found = kept(place, row)
    assert (found.status, found.mime, found.thumbnail, found.name) == ("stored", mime, "", "台账.xlsx")
    assert content(place, found.file) == sent


# --- limits that are said at once ---------------------------------------------------------------------------------


def at_the_photo(place: Deployment) -> None:
    reply = place.said("李某", text="/visit_log")
    for label in TAPS:
        buttons = [button for outgoing in reply for row in outgoing.buttons for button in row]
        data = next(each.data for each in buttons if each.label.startswith(label))
        reply = place.said("李某", button=data)
    assert "照片" in texts(reply)


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(place: Deployment) -> None:
    at_the_photo(place)
    answer = place.said("李某", attachment=Attachment("photo", "big", "u", size=LARGEST + 1))
    assert "20" in texts(answer)
    with place.app.reader.connect() as connection:
        assert files.waiting(connection) == []


def test_one_item_holds_so_many_files(place: Deployment) -> None:
    at_the_photo(place)
    for number in range(MOST_FILES + 3):
        answer = place.said("李某", attachment=Attachment("photo", f"p{number}", f"u{number}"))
    assert str(MOST_FILES) in texts(answer)
    with place.app.reader.connect() as connection:
        assert len(files.waiting(connection)) == MOST_FILES


# --- services that fail -------------------------------------------------------------------------------------------


@dataclass
class Moody(Wire):
    """Raises what the test lists before it gives the file."""

    moods: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The file, or the next mood."""
        self.asked.append(attachment.reference)
        if self.moods and attachment.reference == "moody":
            raise self.moods.pop(0)
        yield picture(attachment.reference)


@pytest.fixture
def moody(sqlite_template: Path, tmp_path: Path) -> Iterator[Deployment]:
    place = Deployment(copy_of(sqlite_template, tmp_path), wire=Moody())
    yield place
    place.close()


def patiently(place: Deployment, most: int = 200) -> list[float]:
    """Fetches what waits, while each pause goes by at once; the pauses."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        place.clock.at += timedelta(seconds=seconds)
        assert len(pauses) < most
        await asyncio.sleep(0)

    place.app.attachments.sleep = sleep
    fetched(place)
    return pauses


def test_a_service_that_is_away_for_half_a_day_loses_no_photo(moody: Deployment) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = [Unreachable("away")] * 20 + [Throttled(7)]
    row = waits(moody, "moody")
    pauses = patiently(moody)
    assert kept(moody, row).status == "stored"
    assert pauses[-1] == 7
    assert sum(pauses) > 4 * 3600  # half of the longest, whatever the jitter


def test_after_a_day_it_is_given_up_and_said(moody: Deployment) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = [Unreachable("away")] * 500
    row = waits(moody, "moody")
    assert sum(patiently(moody)) >= 23 * 3600
    assert kept(moody, row).status == "failed"
    assert "没能取到" in said(moody) or "取" in said(moody)


def test_a_file_that_the_service_no_longer_has_is_said(moody: Deployment) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = [Rejected("Bad Request: wrong file_id")]
    row = waits(moody, "moody")
    assert patiently(moody) == []
    assert kept(moody, row).status == "failed"
    assert "再发一次" in said(moody)


AWAY = [Unreachable("away"), Throttled(7)] * 4
NOT_NOW = Rejected("Bad Request: wrong file_id or the file is temporarily unavailable")


def test_a_file_that_is_not_there_for_the_moment_is_asked_for_again(moody: Deployment) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = [NOT_NOW] * 3
    row = waits(moody, "moody")
    patiently(moody)
    assert kept(moody, row).status == "stored"


@pytest.mark.parametrize(("doubts", "status"), [(3, "stored"), (4, "failed")])
def test_only_doubts_count_as_doubts(moody: Deployment, doubts: int, status: str) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = AWAY + [NOT_NOW] * doubts
    row = waits(moody, "moody")
    patiently(moody)
    assert kept(moody, row).status == status


def test_files_that_have_to_wait_hold_no_other_up(moody: Deployment) -> None:
    assert isinstance(moody.wire, Moody)
    moody.wire.moods = [Unreachable("away")] * 100
    for _ in range(6):
        waits(moody, "moody")
    row = waits(moody, "well")

    async def run() -> None:
        async with running(moody.app):
            fetching = asyncio.create_task(moody.app.attachments.idle())
            while not fetching.done():
                await asyncio.sleep(0.01)
                with moody.app.reader.connect() as connection:
                    if len(files.waiting(connection)) == 6:
                        return

    asyncio.run(asyncio.wait_for(run(), 20))
    moody.restart()
    assert kept(moody, row).status == "stored"


class Full(Folder):
    """A disk with no room, until there is some."""

    full = True

    def put(self, name: str, content: bytes) -> None:
        """Refuses while it is full."""
        if self.full:
            raise Unavailable("No space left on device")
        super().put(name, content)


def test_a_store_without_room_fails_nothing_and_is_tried_at_the_next_tick(place: Deployment) -> None:
    row = waits(place, "p")
    disk = place.app.attachments.store = place.app.offices.store = Full(place.folder)

    async def run() -> None:
        async with running(place.app):
            await place.app.attachments.idle()
            with place.app.reader.connect() as connection:
                assert [waiting.id for waiting in files.waiting(connection)] == [row]
            disk.full = False
            place.app.attachments.look()
            await place.app.attachments.idle()

    asyncio.run(run())
    place.restart()
    assert kept(place, row).status == "stored"


def test_a_file_whose_turn_fails_is_fetched_once_and_had_when_its_dead_letter_is_run_again(
    either: Deployment,
) -> None:
    row, house, fetches = waits(either, "p"), either.app.committer.house, list[str]()
    fetch = either.wire.fetch

    def counted(attachment: Attachment) -> AsyncIterator[bytes]:
        fetches.append(attachment.reference)
        return fetch(attachment)

    def found(turn: Turn) -> Handler:
        if turn.action is not None and turn.action.name == "attached":
            raise ValueError(turn.cause)
        return house.find(turn)

    async def run() -> None:
        async with running(either.app):
            await either.app.attachments.idle()
            either.app.attachments.look()
            await either.app.attachments.idle()

    either.app.committer.house, either.wire.fetch = replace(house, find=found), counted  # type: ignore[method-assign]
    asyncio.run(run())
    either.restart()
    assert (fetches, kept(either, row).status) == (["p"], "waiting")
    with either.app.reader.connect() as connection:
        [dead] = dead_letters.listed(connection)
        lost = dead_letters.content(connection, either.vault, dead.reference)
    either.run(structs.replace(json.decode(lost or b"", type=Incoming), id="attachment/1/again/1"))
    assert content(either, kept(either, row).file)


# --- in a bucket --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with buckets.started() as where:
        yield where


@pytest.fixture
def bucketed(sqlite_template: Path, tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    folder = copy_of(sqlite_template, tmp_path / "first")
    place = Deployment(folder, changed={"files": buckets.bucket(s3, monkeypatch)})
    yield place
    place.close()


def notes(place: Deployment, store: Store | None = None) -> list[str]:
    """What the checker says."""
    with place.app.reader.connect() as connection:
        found = check(connection, place.vault, store or place.app.offices.store)
    return [finding.where for finding in found]


def test_files_lie_in_a_bucket_and_nothing_of_them_in_the_folder(bucketed: Deployment) -> None:
    row = waits(bucketed, "p")
    fetched(bucketed)
    found = kept(bucketed, row)
    assert set(bucketed.app.offices.store.names()) == {found.file, found.thumbnail}
    assert not (bucketed.folder / "files").exists()
    assert content(bucketed, found.file).startswith(b"\xff\xd8\xff")
    assert notes(bucketed) == []
    assert notes(bucketed, Folder(bucketed.folder)) == [f"attachment {row}"] * 2


def test_a_backup_holds_the_buckets_files_and_comes_back_into_another_one(
    bucketed: Deployment, tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(bucketed, "p")
    fetched(bucketed)
    archive, database = tmp_path / "backup.tar.gz", bucketed.folder / "cunqing.db"
    backups.write(bucketed.folder, database, bucketed.app.offices.store, archive)
    for second in (
        Deployment(tmp_path / "second", changed={"files": buckets.bucket(s3, monkeypatch)}),
        Deployment(tmp_path / "third"),
    ):
        store = open_store(second.changed.get("files", ""), second.folder)
        backups.unpack(archive, second.folder, store)
        assert notes(second) == []
        assert len(list(second.app.offices.store.names())) == 2
        second.close()


def test_a_file_that_is_gone_from_the_bucket_is_found(bucketed: Deployment) -> None:
    row = waits(bucketed, "p")
    fetched(bucketed)
    store = bucketed.app.offices.store
    store.system.rm(f"{store.root}/{kept(bucketed, row).thumbnail}")  # type: ignore[attr-defined]
    assert notes(bucketed) == [f"attachment {row}"]
