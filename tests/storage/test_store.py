"""Where files lie: below a folder and in a bucket of a real S3 server, by one contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import crash
from storage.store import Bucket, Folder, Missing, Store, Unavailable, open_store
from tests import buckets

NAME, OTHER = "files/ab/ab12", "files/cd/cd34"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with buckets.started() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "folder":
        return open_store("", tmp_path)
    return open_store(buckets.bucket(request.getfixturevalue("s3"), monkeypatch), tmp_path)


def test_what_is_put_is_there(store: Store) -> None:
    store.put(NAME, b"sealed")
    assert store.get(NAME) == b"sealed"


def test_what_is_put_again_takes_the_place(store: Store) -> None:
    store.put(NAME, b"sealed")
    store.put(NAME, b"sealed anew")
    assert store.get(NAME) == b"sealed anew"
    assert list(store.names()) == [NAME]


def test_all_names_are_told_in_order(store: Store) -> None:
    assert list(store.names()) == []
    store.put(OTHER, b"2")
    store.put(NAME, b"1")
    assert list(store.names()) == [NAME, OTHER]


@pytest.mark.parametrize("name", [NAME, "files/../key", "../files/ab", "key", "", "files", "/etc/passwd"])
def test_what_is_not_there_is_missing_and_nothing_else_is_given(store: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "key").write_bytes(b"the key")
    store.put(OTHER, b"1")
    with pytest.raises(Missing):
        store.get(name)


def test_twenty_megabytes_come_back_as_they_were(store: Store) -> None:
    content = bytes(range(256)) * (20 << 12)
    store.put(NAME, content)
    assert store.get(NAME) == content


def test_a_bucket_that_is_not_there_is_unavailable(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Bucket(buckets.bucket(s3, monkeypatch).replace("s3://", "s3://no-"))
    with pytest.raises(Unavailable):
        gone.put(NAME, b"1")


def test_a_store_that_does_not_answer_is_unavailable_and_no_secret_is_told(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = buckets.bucket(s3, monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    away = Bucket(address, skip_instance_cache=True, config_kwargs={"connect_timeout": 1})
    for call in (lambda: away.put(NAME, b"1"), lambda: away.get(NAME), lambda: list(away.names())):
        with pytest.raises(Unavailable) as raised:
            call()
        assert buckets.SECRET not in str(raised.value)


def test_a_folder_without_room_is_unavailable_and_keeps_no_half(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"a file where a folder should be")
    with pytest.raises(Unavailable):
        Folder(tmp_path).put(NAME, b"1")


def test_a_half_that_a_dying_process_left_is_seen_and_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    monkeypatch.setattr(crash, "point", die)
    store = Folder(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        store.put(NAME, b"1")
    with pytest.raises(Missing):
        store.get(NAME)
    assert list(store.names()) == [f"{NAME}.part"]
