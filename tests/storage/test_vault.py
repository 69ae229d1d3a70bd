"""Encryption at rest: what is sensitive stands nowhere in clear, and every change to it is noticed."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Vault, WrongKey, new_key, token_hash
from tests.deployment import Deployment
from tests.talking import Play

VAULT = Vault([new_key()])
PHONE, NUMBER, REASON = "13909340000", "11010519491231002X", "这户有难处的原话"


@given(st.binary(max_size=200))
def test_what_is_sealed_is_opened_again(clear: bytes) -> None:
    assert VAULT.open(VAULT.seal(clear)) == clear
    assert VAULT.seal(clear) != VAULT.seal(clear)


@given(st.binary(max_size=50), st.data())
def test_each_changed_byte_is_noticed(clear: bytes, data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(clear))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(WrongKey):
        VAULT.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"1234", b"short", bytes(16), bytes(40)])
def test_what_nobody_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(WrongKey):
        VAULT.open(sealed)


def test_an_older_key_still_opens_and_still_finds() -> None:
    old, new = new_key(), new_key()
    before, after = Vault([old]), Vault([new, old])
    assert after.open(before.seal(b"x")) == b"x"
    assert after.index(NUMBER) == before.index(NUMBER)
    with pytest.raises(WrongKey):
        before.open(after.seal(b"x"))


def test_a_number_is_found_however_its_x_is_written() -> None:
    assert VAULT.index(NUMBER.lower()) == VAULT.index(f" {NUMBER} ")
    assert VAULT.index(NUMBER) != Vault([new_key()]).index(NUMBER)


@pytest.mark.parametrize("key", ["", "short", "!" * 44, "A" * 40], ids=["empty", "short", "signs", "29 bytes"])
def test_a_key_is_32_bytes_in_base64(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Vault([key])


def test_nothing_is_made_of_nothing() -> None:
    assert VAULT.seal_text("") is None
    assert VAULT.seal_text(None) is None
    assert VAULT.open_text(None) == ""
    assert len(token_hash("x")) == 32


def test_no_sensitive_answer_stands_in_the_data_folder_in_clear(place: Deployment) -> None:
    """Neither of a form under way nor of a filed one that was looked at: database, journal, files, log."""
    begun = ["> 农户主动申请", "> [不在名单里]", "> 马某", "> [0]", "> [因灾]", "> [选好了]", f"> {REASON}"]
    rest = ["> [跳过]", "> [跳过]", "> [听村里安排]", "> [同意]", "> (photo)", f"> {PHONE}", f"> {NUMBER[:-1]}"]
    filed = [f"> {NUMBER}", "> [提交]", "> [我的上报]", "> [2026-000122]"]
    asyncio.run(Play(place, who="李某").play([*begun, *rest, "== 孙某", *begun, *rest, *filed]))
    secrets = (PHONE, PHONE[3:], NUMBER, NUMBER[:-1], NUMBER[6:14])
    assert set().union(*(found(place.folder, secret) for secret in secrets)) == set()
    assert found(place.folder, REASON), "what is filed is there to be searched"


def found(folder: Path, words: str) -> set[str]:
    """Files in which these words stand."""
    return {path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()}
