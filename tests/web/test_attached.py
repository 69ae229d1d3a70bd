"""Files of items on the pages: thumbnails, documents and recordings, to those alone who may see the item."""

import io

import httpx
import pytest
from PIL import Image

from storage import files
from storage.files import NewAttachment
from tests.test_kinds import KEPT, sheet
from tests.test_pictures import photo
from tests.web.place import Place, csrf, until


@pytest.fixture
def reporter(place: Place) -> int:
    return place.reporter()


def attached(place: Place, number: str, content: bytes, **more: object) -> str:
    """The address of a file that was sent with an item, once it is kept."""
    item = place.item(number)
    place.site.uploads.mkdir(exist_ok=True)
    reference = f"test-{len(list(place.site.uploads.iterdir()))}-{number}"
    (place.site.uploads / reference).write_bytes(place.site.vault.seal(content))
    with place.app.writer.begin() as connection:
        new = {"path": "/data/photo", "kind": "document", "sensitive": False, "keeps": "location", **more}
        row = files.add(connection, NewAttachment(draft=None, channel="web", reference=reference,
                                                  made_at=place.clock(), **new))  # type: ignore[arg-type] # fmt: skip
        connection.exec_driver_sql(f"UPDATE attachment SET item = {item} WHERE id = {row}")
    place.app.attachments.wake()
    until(lambda: place.attached(item)[-1].status != "waiting")
    return f"/items/{number}/files/{row}"


def test_a_photo_is_shown_small_with_when_and_where_and_opens_large(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, photo(size=(1500, 1000)))
    with place.signed_in(reporter) as client:
        page = client.get(f"/items/{number}").text
        assert f'src="{path}/thumbnail"' in page
        assert f'href="{path}"' in page
        assert "11月24日" in page
        assert "36.57000, 107.31000" in page
        assert Image.open(io.BytesIO(client.get(f"{path}/thumbnail").content)).size == (480, 320)
        assert Image.open(io.BytesIO(client.get(path).content)).size == (1500, 1000)
        assert client.get(path).headers["cache-control"].startswith("private")
    assert list(place.site.uploads.glob(f"*{number}")) == []  # what was brought is not kept twice


def test_a_document_is_given_to_be_kept_under_its_name_and_never_opened_in_the_page(
    place: Place, reporter: int
) -> None:
    number = place.filed(reporter, "水管冻裂")
    content = sheet()
    path = attached(place, number, content, name='台账"; x.xlsx')
    with place.signed_in(reporter) as client:
        assert "台账&#34;; x.xlsx" in client.get(f"/items/{number}").text
        given = client.get(path)
    assert given.content == content
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"] == ("attachment; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%22%3B%20x.xlsx")


@pytest.mark.parametrize(("mime", "tag"), [("audio/mpeg", "<audio"), ("audio/ogg", "<audio"), ("video/mp4", "<video")])
def test_recordings_and_films_are_played_in_the_page(place: Place, reporter: int, mime: str, tag: str) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, KEPT[mime])
    with place.signed_in(reporter) as client:
        page = client.get(f"/items/{number}")
        assert f'{tag} controls preload="none" src="{path}"' in page.text
        assert "media-src 'self'" in page.headers["content-security-policy"]
        assert client.get(path).headers["content-type"] == mime
        assert client.get(f"{path}/thumbnail").status_code == 404


def test_files_are_not_there_for_those_who_may_not_see_the_item(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, photo())
    other = place.filed(place.reporter(), "别的事")
    with place.signed_in(place.clerk()) as clerk:
        assert clerk.get(f"{path}/thumbnail").status_code == 200
        wrong_item = path.replace(number, other)
        assert [clerk.get(at).status_code for at in (wrong_item, f"{wrong_item}/thumbnail")] == [404, 404]
    for stranger in (place.reporter(), place.clerk(unit="环县教育局")):
        with place.signed_in(stranger) as client:
            assert [client.get(at).status_code for at in (path, f"{path}/thumbnail")] == [404, 404]
    with place.browser() as nobody:
        assert _denied(nobody.get(f"{path}/thumbnail"))


def _denied(answer: httpx.Response) -> bool:
    return not answer.headers["content-type"].startswith("image/")


def test_the_chat_shows_an_items_photos_with_the_newest_message_about_it(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, photo())
    attached(place, number, photo(), sensitive=True)
    with place.signed_in(reporter) as client:
        client.headers["x-csrf-token"] = csrf(client.get("/chat"))
        for place_in_talk in ("first", "again"):
            client.post("/chat/say", json={"id": f"opens-{place_in_talk}", "text": f"/item {number}"})
        rows = [row for row in client.get("/chat/rows").json()["rows"] if row["slot"] == f"item/{number}"]
        assert [row["photos"] for row in rows][-1] == [path]
        assert not any(row["photos"] for row in rows[:-1])
        assert client.get(f"{path}/thumbnail").headers["content-type"] == "image/jpeg"


def test_the_chat_shows_no_photo_of_an_item_that_has_left_ones_sight(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    attached(place, number, photo())
    clerk = place.clerk()
    with place.signed_in(clerk) as client:
        client.headers["x-csrf-token"] = csrf(client.get("/chat"))
        client.post("/chat/say", json={"id": "opens-it-once", "text": f"/item {number}"})

        def shown() -> bool:
            return any(row["photos"] for row in client.get("/chat/rows").json()["rows"])

        assert shown()
        with place.app.writer.begin() as connection:
            connection.exec_driver_sql(f"UPDATE entry SET unit = '621022-education' WHERE item = {place.item(number)}")
        assert not shown()


def test_a_protected_photos_thumbnail_is_as_protected_as_the_photo(place: Place, reporter: int) -> None:
    number = place.applied(reporter, {"phone": "13909340000"})
    path = attached(place, number, photo(), sensitive=True, name="")
    clerk = place.clerk(unit="环县扶贫办")
    with place.signed_in(clerk) as client:
        page = client.get(f"/items/{number}").text
        assert "照片（已保护）" in page
        assert path not in page
        assert "36.57" not in page
        for at in (path, f"{path}/thumbnail", f"{path}/thumbnail?look={'x' * 20}"):
            assert client.get(at).status_code == 404


def test_a_file_that_cannot_be_had_is_said(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, b"MZ a program")
    with place.signed_in(reporter) as client:
        assert "没能取到" in client.get(f"/items/{number}").text
        assert client.get(path).status_code == 404


def test_a_file_that_the_store_has_lost_is_not_there(place: Place, reporter: int) -> None:
    number = place.filed(reporter, "水管冻裂")
    path = attached(place, number, photo())
    kept = place.attached(place.item(number))[-1]
    (place.app.settings.data / kept.file).unlink()
    with place.signed_in(reporter) as client:
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/thumbnail").status_code == 200


def test_a_page_takes_documents_and_recordings_too(place: Place, reporter: int) -> None:
    from bot.web import uploads

    for mime, kind in (("application/pdf", "document"), ("audio/mpeg", "voice"), ("video/mp4", "video")):
        sent = uploads.keep(place.site, f"web/{reporter}/{kind}", "名字", KEPT[mime])
        assert (sent.kind, sent.mime, sent.name) == (kind, mime, "名字")
        lies = place.site.uploads / sent.reference
        assert KEPT[mime] not in lies.read_bytes()
        lies.unlink()
