"""words: a text outside any form may be the start of one; of a unit's people it is what they look for."""

import re

from bot import drafts, items
from bot.messages import Action, Choice, Message, say
from bot.rights import Right
from bot.routing.topics import propose
from bot.turn import Turn
from handlers import acting, forms, how_to, sent_before, which_form
from handlers.answer_question import still_asked, tells, unprompted
from handlers.discard import discard
from handlers.inbox import inbox
from handlers.item import item
from handlers.menu import NOT_UNDERSTOOD, shown
from storage import items as stored

SUGGESTIONS = 3
# How forms are asked for besides by their titles: 我要报个问题, 写日志, 申请.
WISH = re.compile(r"^(?:我?(?:要|想|来))?(?:填|写|记|报|做|办)?(?:一?[个张份篇条])?")
CALLED = {
    "visit_log": {"走访", "日志", "走访日志", "走访记录", "入户走访", "入户", "visit", "log"},
    "household_application": {"申请", "农户申请", "帮扶申请", "救助申请", "申请表", "application"},
    "issue_report": {"问题", "上报", "上报问题", "反映问题", "反映情况", "情况", "issue", "report"},
}
SHORT = 24  # characters of what is said about an item by its number, and is no report of its own
KEPT = say("Kept: it goes into the form that you begin now. Which one should it be?")
NO_FORM = say("I can use that once a form is open. Which one should it be?")
# Said to be polite, before a talk or after a notice; nothing to be reported.
GREETINGS = {"你好", "您好", "你好啊", "在吗", "在不在", "有人吗", "hello", "hi"}
POLITE = GREETINGS | {
    "谢谢", "谢谢你", "谢谢您", "谢谢了", "谢谢你们", "谢了", "多谢", "感谢", "辛苦了", "辛苦你们了", "收到", "知道了",
    "明白", "明白了", "好的", "好", "嗯", "行", "可以", "没事", "没事了", "thanks", "thank you", "ok",
}  # fmt: skip
NOT_KEPT = say(
    "This belongs to no item, and was not kept. Open the item first, tap “Reply to the reporter”, “Resolve” or “Add a"
    " photo”, and send it then."
)


def words(turn: Turn) -> list[Message]:
    """A form's name begins it, an item's number opens it, the words of a problem propose its topic."""
    text = turn.text
    if code := _form_called(turn, text):
        sent_before.keep(turn)  # a photo that has the form's name below it
        turn.action = Action(code)
        return forms.begin(turn, code)
    number = stored.NUMBER.search(text) if len(text) <= SHORT else None
    if number is not None:
        turn.action = Action("item", number[0])
        return item(turn)
    person = turn.person
    said = text.strip(" 。.!！~，,").casefold()
    polite = turn.incoming.attachment is None and said in POLITE
    question = stored.asked_of(turn.connection, person.id) if person is not None else None
    if question is not None and tells(turn):
        return still_asked(turn, question) if polite else unprompted(turn, question)
    if turn.incoming.attachment is not None and (person is None or not person.may(Right.FILE)):
        return [Message(text=NOT_KEPT), *(_sought(turn, text) if text else [])]
    if text == turn.said(drafts.THROW_AWAY) and (put_aside := drafts.left(turn)):
        turn.action = Action("discard", str(put_aside[0].id))
        return discard(turn)
    if polite:
        done = items.unconfirmed(turn) if said not in GREETINGS else None
        if done is not None:
            return [acting.shown(turn, done, say("Is it solved? Please tap one."))]
        return [shown(turn, say("At your service. What would you like to do?"))]
    if person is None or not person.may(Right.FILE):
        return _sought(turn, text)
    return _to_file(turn, text)


def _to_file(turn: Turn, text: str) -> list[Message]:
    """Of whoever may file: what the words ask for here, else the form that they may be the start of."""
    if turn.incoming.attachment is None and text:
        if not any(character.isalpha() for character in text):
            return [shown(turn, NOT_UNDERSTOOD)]
        if asked := how_to.replied(turn):
            return asked
    kept = sent_before.keep(turn)
    if not text:
        return [shown(turn, KEPT if kept else NO_FORM)]
    return [which_form.offered(turn, text) or _proposed(turn, text)]


def _form_called(turn: Turn, text: str) -> str:
    """The form that is asked for by its title, or as people call it; empty where none is."""
    said = text.strip(" 。.!！").casefold()
    wished = WISH.sub("", said)
    for code in turn.live.current:
        if text in turn.live.form(code).title.words.values() or {said, wished} & CALLED.get(code, set()):
            return code
    return ""


def _sought(turn: Turn, text: str) -> list[Message]:
    """Who files nothing looks for something: what is open, where it is said, or what can be done here."""
    person = turn.person
    if person is None or not (person.units() or (text and person.may(Right.COORDINATE))):
        return [_lost(turn)]
    turn.action = Action("inbox", text)
    found = inbox(turn)
    if not text or found[0].choices:
        return found
    turn.action = None
    return how_to.replied(turn) or found


def _proposed(turn: Turn, text: str) -> Message:
    topics = propose(turn.live.topics, text, SUGGESTIONS)
    known = {"title": text}
    done = items.unconfirmed(turn)
    about = [(Choice(say("It is about {number}", number=done.number), Action("item", done.number)),)] if done else []
    if not topics:
        choices = ((Choice(say("Report it"), Action("issue_report", values={"known": known})),), *about,
                   (Choice(say("Not an issue"), Action("menu")),))  # fmt: skip
        return Message(text=say("Should this be reported as an issue?"), choices=choices, slot="form")
    offered = [
        (Choice(topic.name, Action("issue_report", values={"known": {**known, "topic": topic.code}})),)
        for topic in topics
    ]
    whole = Action("issue_report", values={"known": known, "whole": "yes"})
    offered.append((Choice(say("None of these, I will choose"), whole),))
    offered += [*about, (Choice(say("Not an issue"), Action("menu")),)]
    return Message(
        text=say("This seems to be an issue to report. Which kind is it?"), choices=tuple(offered), slot="form"
    )


def _lost(turn: Turn) -> Message:
    return shown(turn, NOT_UNDERSTOOD)
