"""A record's answers as they are read later."""

from bot.forms.shown import told
from bot.forms.xlsform import compile_form
from tests.deployment import PACK
from tests.forms.talk import words
from tests.test_starter_talks import FACTS


def test_members_stand_one_after_the_other_with_their_numbers() -> None:
    form = compile_form((PACK / "forms" / "household_application.md").read_bytes(), "household_application.md")
    answers = {
        "/data/situation/reason": "住院花了三万多",
        "/data/family/member[1]/member_name": "马某花",
        "/data/family/member[2]/member_name": "马小某",
        "/data/family/member[1]/member_age": 41,
        "/data/family/member[2]/member_age": 11,
    }
    lines = [words(line) for line in told(form, answers, FACTS)]
    assert lines == ["1. 姓名：马某花", "1. 年龄：41", "2. 姓名：马小某", "2. 年龄：11", "情况：住院花了三万多"]
