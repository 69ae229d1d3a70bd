"""What comes in by long polling: acknowledged once it was taken, each chat in its order, whatever is beside it."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.messages import Busy, Incoming, Outgoing
from tests.channels.bot_api import HANG_UP, TOKEN, Service, error, ok
from tests.channels.talks import Door, broken, channel, press, running, text, until

BOT = "telegram/7000000001"


def offsets(service: Service) -> list[int]:
    """The offset of each getUpdates; 0 where none was named."""
    return [int(call.get("offset", 0)) for call in service.called("getUpdates")]


def test_updates_are_submitted_and_then_acknowledged(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一"), text(12, "二"))
        made, _ = channel(service)
        door = Door()
        async with running(made, door):
            await until(lambda: 13 in offsets(service))
        assert door.ids == [11, 12]
        assert [incoming.text for incoming in door.seen] == ["一", "二"]

    asyncio.run(talk())


def test_nothing_is_acknowledged_before_submit_has_returned(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一"))
        door = Door()
        door.open.clear()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: service.called("getUpdates"))
        # The process ended while the database was still writing: the update comes again.
        door.open.set()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert door.ids == [11]

    asyncio.run(talk())


def test_a_process_that_ends_after_the_commit_is_given_the_update_again_under_the_same_id(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一"))
        door = Door()
        made, _ = channel(service)

        async def killed(incoming: Incoming) -> list[Outgoing]:
            await door.submit(incoming)
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await made.run(killed)
        await made.close()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert [incoming.id for incoming in door.seen] == [f"{BOT}/11"] * 2

    asyncio.run(talk())


def test_an_update_that_cannot_be_read_does_not_stop_the_others(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一"), broken(12), text(13, "三"))
        door = Door()
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 14 in offsets(service))
        assert sorted(door.ids) == [11, 12, 13]
        (unreadable,) = [incoming for incoming in door.seen if incoming.unreadable]
        assert unreadable.id == f"{BOT}/12"
        assert unreadable.chat == "7"
        assert unreadable.raw == broken(12)
        assert pauses == []

    asyncio.run(talk())


def test_a_batch_that_cannot_even_be_taken_apart_is_asked_for_one_by_one(service: Service) -> None:
    deep = b'{"update_id":12,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    async def talk() -> None:
        service.say(text(11, "一"), deep, text(13, "三"))
        door = Door()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: 14 in offsets(service))
        assert sorted(door.ids) == [11, 12, 13]
        assert [incoming.id for incoming in door.seen if incoming.unreadable] == [f"{BOT}/12"]

    asyncio.run(talk())


def test_an_update_without_a_number_is_passed_in_the_end(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一"), b'{"message":{}}', text(13, "三"))
        door = Door()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: 14 in offsets(service))
        assert [incoming.text for incoming in door.seen if incoming.text] == ["一", "三"]
        assert [incoming.unreadable for incoming in door.seen if not incoming.text]

    asyncio.run(talk())


def test_what_means_nothing_to_us_is_acknowledged_unsaid(service: Service) -> None:
    async def talk() -> None:
        service.say({"update_id": 11, "poll_answer": {"poll_id": "1"}})
        door = Door()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert door.seen == []

    asyncio.run(talk())


def test_a_busy_database_holds_back_its_chat_and_the_offset_and_no_other_chat(service: Service) -> None:
    async def talk() -> None:
        service.say(text(11, "一", 7), text(12, "二", 8), text(13, "三", 7))
        door = Door()
        door.refusals[f"{BOT}/11"] = [Busy(3), Busy(4)]
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 14 in offsets(service))
        mine = [incoming.text for incoming in door.seen if incoming.chat == "7"]
        assert mine == ["一", "三"]
        assert door.ids.count(12) == 3  # taken at once, and given again until the others were
        assert pauses == [3, 4]
        assert 12 not in offsets(service)

    asyncio.run(talk())


def test_a_door_that_breaks_loses_nothing(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    async def talk() -> None:
        service.say(text(11, "身份证620000199001011234"))
        door = Door()
        door.refusals[f"{BOT}/11"] = [ValueError("身份证620000199001011234")]
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert door.ids == [11]
        assert pauses == [5]

    asyncio.run(talk())
    logs = "".join(capsys.readouterr())
    assert "telegram.submit" in logs
    assert "6200" not in logs


def test_numbers_that_start_anew_lower_are_taken(service: Service) -> None:
    async def talk() -> None:
        service.say(text(900_000_001, "一"))
        door = Door()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: offsets(service)[-2:] == [900_000_002, 0])
            service.say(text(4, "二"))
            await until(lambda: 5 in offsets(service))
        assert door.ids == [900_000_001, 4]

    asyncio.run(talk())


def test_a_hundred_chats_are_submitted_side_by_side(service: Service) -> None:
    async def talk() -> None:
        service.say(*(text(100 + person, "一", person) for person in range(100)))
        waiting = 0
        together = asyncio.Event()

        async def submit(incoming: Incoming) -> list[Outgoing]:
            nonlocal waiting
            waiting += 1
            if waiting == 100:
                together.set()
            await together.wait()
            return []

        made, _ = channel(service)
        task = asyncio.create_task(made.run(submit))
        await until(lambda: 200 in offsets(service))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.close()

    asyncio.run(talk())


# --- buttons -------------------------------------------------------------------------------------------------


def test_a_press_is_answered_once_it_is_in(service: Service) -> None:
    async def talk() -> None:
        service.say(press(11, "abc.0"))
        door = Door()
        door.open.clear()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: service.called("getUpdates"))
            assert service.called("answerCallbackQuery") == []
            door.open.set()
            await until(lambda: service.called("answerCallbackQuery"))
        assert door.seen[0].button == "abc.0"
        assert service.called("answerCallbackQuery") == [{"callback_query_id": "query-11"}]

    asyncio.run(talk())


def test_a_press_that_is_too_old_to_be_answered_does_no_harm(service: Service) -> None:
    async def talk() -> None:
        service.answers["answerCallbackQuery"].append(error(400, "Bad Request: query is too old"))
        service.say(press(11, "abc.0"), text(12, "二"))
        door = Door()
        made, _ = channel(service)
        async with running(made, door):
            await until(lambda: service.called("answerCallbackQuery") and 13 in offsets(service))
        assert door.ids == [11, 12]

    asyncio.run(talk())


# --- the service and its moods -------------------------------------------------------------------------------


def test_a_refused_token_ends_the_polling_with_one_clear_line(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.answers["getMe"].append(error(401, "Unauthorized"))
    made, _ = channel(service)

    async def talk() -> None:
        await asyncio.wait_for(made.run(Door().submit), 5)
        await made.close()

    asyncio.run(talk())
    said = capsys.readouterr()
    assert "CUNQING_TELEGRAM_TOKEN" in said.out + said.err
    assert TOKEN not in said.out + said.err


def test_a_token_revoked_later_ends_the_polling_too(service: Service) -> None:
    async def talk() -> None:
        service.answers["getUpdates"].extend([ok([]), error(401, "Unauthorized")])
        made, _ = channel(service)
        await asyncio.wait_for(made.run(Door().submit), 5)
        await made.close()

    asyncio.run(talk())


Check = Callable[[list[float]], bool]


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (error(409, "Conflict: terminated by other getUpdates request"), lambda waits: 30 <= waits[0] <= 60),
        (error(429, "Too Many Requests: retry after 17", retry_after=17), lambda waits: waits == [17]),
        (error(500, "Internal Server Error"), lambda waits: 0.5 <= waits[0] <= 1),
        (error(502, "Bad Gateway"), lambda waits: 0.5 <= waits[0] <= 1),
        ((200, b"<html>a proxy speaks</html>"), lambda waits: 0.5 <= waits[0] <= 1),
        ((200, b'{"ok":true,"result":"none"}'), lambda waits: 0.5 <= waits[0] <= 1),
        ((502, b"<html>a proxy speaks</html>"), lambda waits: 0.5 <= waits[0] <= 1),
        (HANG_UP, lambda waits: 0.5 <= waits[0] <= 1),
    ],
)
def test_polling_waits_and_goes_on(service: Service, answer: tuple[int, bytes] | str, waited: Check) -> None:
    async def talk() -> None:
        service.answers["getUpdates"].append(answer)
        service.say(text(11, "一"))
        door = Door()
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert door.ids == [11]
        assert len(pauses) == 1
        assert waited(pauses)

    asyncio.run(talk())


def test_pauses_grow_up_to_a_minute_while_the_service_is_away(service: Service) -> None:
    async def talk() -> None:
        service.answers["getUpdates"].extend([error(500, "Internal Server Error")] * 12)
        service.say(text(11, "一"))
        door = Door()
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert len(pauses) == 12
        assert pauses[0] <= 1
        assert all(30 <= wait <= 60 for wait in pauses[7:])

    asyncio.run(talk())


def test_a_service_that_is_away_at_the_start_is_waited_for(service: Service) -> None:
    async def talk() -> None:
        service.answers["getMe"].extend([error(502, "Bad Gateway"), HANG_UP, ok({"surprise": 1})])
        service.say(text(11, "一"))
        door = Door()
        made, pauses = channel(service)
        async with running(made, door):
            await until(lambda: 12 in offsets(service))
        assert len(pauses) == 3

    asyncio.run(talk())


def test_the_start_takes_a_webhook_away_and_sets_the_menu_in_each_language(service: Service) -> None:
    async def talk() -> None:
        commands = {"zh": [("help", "怎么用")], "en": [("help", "What one can do")]}
        made, _ = channel(service, commands=commands)
        async with running(made, Door()):
            await until(lambda: service.called("getUpdates"))

    asyncio.run(talk())
    assert service.called("deleteWebhook") == [{}]
    menus = {call.get("language_code", ""): call["commands"][0] for call in service.called("setMyCommands")}
    assert menus == {
        "zh": {"command": "help", "description": "怎么用"},
        "en": {"command": "help", "description": "What one can do"},
        "": {"command": "help", "description": "怎么用"},
    }


def test_only_what_is_read_is_asked_for(service: Service) -> None:
    async def talk() -> None:
        made, _ = channel(service)
        async with running(made, Door()):
            await until(lambda: service.called("getUpdates"))

    asyncio.run(talk())
    asked = service.called("getUpdates")[0]["allowed_updates"]
    assert asked == ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]


def test_no_log_shows_the_token_or_what_was_written(
    service: Service, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async def talk() -> None:
        service.answers["getUpdates"].extend([(200, '{"text":"秘密"'.encode()), error(500, "秘密"), HANG_UP])
        service.say(text(11, "秘密"), broken(12), press(13, "abc.0"))
        made, _ = channel(service)
        async with running(made, Door()):
            await until(lambda: 14 in offsets(service))

    with caplog.at_level(logging.DEBUG):
        asyncio.run(talk())
    logs = caplog.text + "".join(capsys.readouterr())
    assert "telegram.unreachable" in logs
    assert TOKEN not in logs
    assert "秘密" not in logs
