"""The webhook's own server, by raw sockets: who may bring updates, how much, how fast."""

import asyncio
import gzip
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.telegram import Bot, Webhook, secret_of
from bot.channels.telegram import webhook as module
from bot.messages import Busy, Incoming, Outgoing
from tests.channels.talks import Door, broken, press, text

SECRET = "a-secret-of-the-tests"
HOST = b"host: bot.example\r\n"
POST = b"POST /telegram HTTP/1.1\r\n"
MINE = b"x-telegram-bot-api-secret-token: " + SECRET.encode() + b"\r\n"


@asynccontextmanager
async def listening(door: Door, pressed: list[bytes] | None = None, patience: float = 5) -> AsyncIterator[Webhook]:
    made = Webhook("https://bot.example/telegram", 0, SECRET, patience=patience)
    made.bot = Bot(7000000001, "CunqingBot")
    told = pressed if pressed is not None else []
    async with made.serving(door.submit, told.append):
        yield made


async def raw(made: Webhook, *pieces: bytes, wait: float = 0) -> bytes:
    """What the server says to these bytes, until it ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", made.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(wait)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


def request(body: bytes, headers: bytes = MINE, line: bytes = b"POST /telegram HTTP/1.1") -> bytes:
    size = f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
    return line + b"\r\n" + HOST + headers + size + body


def update(number: int, words: str = "一", person: int = 7) -> bytes:
    return json.dumps(text(number, words, person)).encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def run(act: Callable[[Webhook, Door], Awaitable[Any]], **more: Any) -> Door:
    """A webhook while the act runs; what was submitted to it."""
    door = Door()

    async def acted() -> None:
        async with listening(door, **more) as made:
            await act(made, door)

    asyncio.run(acted())
    return door


def test_an_update_is_taken_and_answered_200() -> None:
    async def act(made: Webhook, _: Door) -> None:
        assert status(await raw(made, request(update(11)))) == 200

    assert run(act).ids == [11]


def test_200_comes_only_when_it_is_in() -> None:
    async def act(made: Webhook, door: Door) -> None:
        door.open.clear()
        answer = asyncio.create_task(raw(made, request(update(11))))
        await asyncio.sleep(0.1)
        assert not answer.done()
        door.open.set()
        assert status(await answer) == 200

    run(act)


@pytest.mark.parametrize("refusal", [Busy(), Busy(5), ValueError("620000199001011234")])
def test_what_could_not_be_taken_comes_again_after_five_seconds(
    refusal: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    async def act(made: Webhook, door: Door) -> None:
        door.refusals["telegram/7000000001/11"] = [refusal]
        answer = await raw(made, request(update(11)))
        assert status(answer) == 503
        assert b"retry-after: 5\r\n" in answer
        assert status(await raw(made, request(update(11)))) == 200

    assert run(act).ids == [11]
    assert "6200" not in "".join(capsys.readouterr())


CHUNKED = b"transfer-encoding: chunked\r\n\r\n"
OTHERS: dict[str, tuple[bytes, int]] = {
    "no secret": (request(update(1), b""), 401),
    "wrong secret": (request(update(1), b"x-telegram-bot-api-secret-token: nonsense\r\n"), 401),
    "half a secret": (request(update(1), MINE[:-4] + b"\r\n"), 401),
    "wrong path": (request(update(1), line=b"POST /other HTTP/1.1"), 404),
    "wrong method": (request(update(1), line=b"PUT /telegram HTTP/1.1"), 405),
    "get": (b"GET /telegram HTTP/1.1\r\n" + HOST + MINE + b"\r\n", 405),
    "not JSON": (request(b"a=b&c=d"), 400),
    "empty": (request(b""), 400),
    "gzip bomb": (request(gzip.compress(b" " * 30_000_000), MINE + b"content-encoding: gzip\r\n"), 415),
    "a length of 2 MB": (POST + HOST + MINE + b"content-length: 2000000\r\n\r\n", 413),
    "a length without end": (POST + HOST + MINE + b"content-length: 9" + b"9" * 15 + b"\r\n\r\n", 413),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", 400),
    "a head without end": (b"POST /telegram HTTP/1.1\r\nx: " + b"a" * 200_000 + b"\r\n\r\n", 431),
    "chunks of 2 MB": (
        POST + HOST + MINE + CHUNKED + (b"8000\r\n" + b" " * 0x8000 + b"\r\n") * 64,
        413,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_others_are_refused_without_a_word_in_the_log(
    kind: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, expected = OTHERS[kind]

    async def act(made: Webhook, _: Door) -> None:
        try:
            assert status(await raw(made, sent)) == expected
        except ConnectionError:
            assert len(sent) > 64_000  # ended while the sender was still sending
        assert made.answered[expected] == 1

    with caplog.at_level(logging.DEBUG):
        assert run(act).seen == []
    (line,) = "".join(capsys.readouterr()).strip().splitlines()
    assert "telegram.webhook.answered" in line
    assert [record for record in caplog.records if record.name != "asyncio"] == []


@pytest.mark.parametrize(
    "pieces",
    [
        [b"POST /telegram HTTP/1.1\r\n", HOST],
        [request(update(11))[:-50]],
        [POST + HOST + MINE + CHUNKED, b"1\r\n{\r\n", b"1\r\n\"\r\n"],
        [b""],
    ],
    ids=["a slow head", "a body cut short", "slow chunks", "nothing"],
)  # fmt: skip
def test_the_slow_are_cut_off(pieces: list[bytes]) -> None:
    async def act(made: Webhook, _: Door) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.port)

        async def dribbles() -> None:
            for piece in pieces:
                writer.write(piece)
            while True:  # one byte now and then does not help
                await asyncio.sleep(0.05)
                writer.write(b" " if pieces != [b""] else b"")

        slow = asyncio.create_task(dribbles())
        async with asyncio.timeout(5):
            try:
                answer = await reader.read()
            except ConnectionResetError:  # a byte was on its way when the connection was ended
                answer = b""
        slow.cancel()
        writer.close()
        assert status(answer) in {0, 400, 408}
        assert status(await raw(made, request(update(12)))) == 200

    assert run(act, patience=0.3).ids == [12]


def test_ten_seconds_and_a_megabyte_are_the_limits() -> None:
    assert (module.PATIENCE, module.LARGEST) == (10, 1024 * 1024)
    assert Webhook("https://a.example/x", 1, "s").patience == 10


def test_the_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def comparing(one: bytes, two: bytes) -> bool:
        compared.append((one, two))
        return real(one, two)

    monkeypatch.setattr(hmac, "compare_digest", comparing)

    async def act(made: Webhook, _: Door) -> None:
        await raw(made, OTHERS["wrong secret"][0])

    run(act)
    assert compared == [(b"nonsense", SECRET.encode())]


def test_who_set_no_secret_has_one_of_the_tokens_making() -> None:
    one = secret_of("7000000001:AAH-a-token")
    assert one == secret_of("7000000001:AAH-a-token") != secret_of("7000000001:AAH-another")
    assert len(one) == 64
    assert "AAH" not in one


def test_what_cannot_be_read_is_a_dead_letter_and_200() -> None:
    async def act(made: Webhook, _: Door) -> None:
        assert status(await raw(made, request(broken(12)))) == 200
        deep = b'{"update_id":13,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        assert status(await raw(made, request(deep))) == 200
        assert status(await raw(made, request(b'{"message":{}}'))) == 200

    assert all(incoming.unreadable for incoming in run(act).seen)


def test_a_press_is_answered_once_it_is_in() -> None:
    pressed: list[bytes] = []

    async def act(made: Webhook, door: Door) -> None:
        door.open.clear()
        task = asyncio.create_task(raw(made, request(json.dumps(press(11, "abc.0")).encode())))
        await asyncio.sleep(0.05)
        assert pressed == []
        door.open.set()
        await task

    run(act, pressed=pressed)
    assert len(pressed) == 1


def test_a_connection_brings_one_update_after_the_other() -> None:
    async def act(made: Webhook, _: Door) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.port)
        kept = request(update(11)).replace(b"connection: close\r\n", b"")
        writer.write(kept + kept.replace(b'"update_id": 11', b'"update_id": 12'))
        for _answer in range(2):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.close()

    assert run(act).ids == [11, 12]


def test_chats_do_not_wait_for_each_other_and_each_keeps_its_order() -> None:
    order: list[str] = []
    slow = asyncio.Event()

    async def play() -> None:
        made = Webhook("https://bot.example/telegram", 0, SECRET)
        made.bot = Bot(7000000001, "CunqingBot")

        async def submit(incoming: Incoming) -> list[Outgoing]:
            if incoming.chat == "7" and not order:
                await slow.wait()
            order.append(f"{incoming.chat}:{incoming.text}")
            return []

        async with made.serving(submit, lambda _: None):
            first = asyncio.create_task(raw(made, request(update(11, "一"))))
            await asyncio.sleep(0.05)
            later = [
                asyncio.create_task(raw(made, request(update(number, words))))
                for number, words in ((13, "三"), (12, "二"))
            ]
            await asyncio.sleep(0.05)
            await asyncio.create_task(raw(made, request(update(14, "别的", 8))))
            slow.set()
            await asyncio.gather(first, *later)

    asyncio.run(play())
    assert order == ["8:别的", "7:一", "7:二", "7:三"]


def test_what_follows_one_that_was_not_taken_is_sent_back_too() -> None:
    async def act(made: Webhook, door: Door) -> None:
        door.open.clear()
        door.refusals["telegram/7000000001/11"] = [Busy()]
        both = [asyncio.create_task(raw(made, request(update(number)))) for number in (11, 12)]
        await asyncio.sleep(0.1)
        door.open.set()
        assert [status(answer) for answer in await asyncio.gather(*both)] == [503, 503]
        for number in (11, 12):
            assert status(await raw(made, request(update(number)))) == 200

    assert run(act).ids == [11, 12]


def test_before_we_know_who_we_are_everything_comes_again() -> None:
    async def act(made: Webhook, _: Door) -> None:
        made.bot = None
        assert status(await raw(made, request(update(11)))) == 503

    assert run(act).seen == []
