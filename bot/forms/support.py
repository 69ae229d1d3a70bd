"""What of XLSForm works here: yes, no, or degraded with what happens instead. The table in the docs is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import Text, say


@dataclass(frozen=True, slots=True)
class Support:
    """`answer` is yes, degraded or no; `note` says how, or what to write instead."""

    answer: str
    note: Text | None = None


YES = Support("yes")


def _degraded(note: Text) -> Support:
    return Support("degraded", note)


def _no(note: Text) -> Support:
    return Support("no", note)


TYPES: Mapping[str, Support] = {
    "text": YES,
    "integer": YES,
    "decimal": YES,
    "date": YES,
    "time": YES,
    "datetime": YES,
    "select_one": YES,
    "select_multiple": YES,
    "select_one_from_file": YES,
    "select_multiple_from_file": YES,
    "acknowledge": YES,
    "geopoint": YES,
    "image": YES,
    "audio": YES,
    "video": YES,
    "file": YES,
    "note": YES,
    "calculate": YES,
    "hidden": YES,
    "range": YES,
    "begin_group": YES,
    "end_group": YES,
    "begin_repeat": YES,
    "end_repeat": YES,
    "start": YES,
    "end": YES,
    "today": YES,
    "username": YES,
    "rank": _degraded(say("The choices are tapped one after the other, the first one first.")),
    "barcode": _degraded(say("It is typed; a chat scans nothing.")),
    "deviceid": _degraded(say("It stays empty: a chat is no device.")),
    "phonenumber": _degraded(say("It stays empty: ask for it.")),
    "email": _degraded(say("It stays empty: ask for it.")),
    "audit": _degraded(say("It is left out: each answer has its event anyway.")),
    "geotrace": _no(say("A chat sends one point: use geopoint.")),
    "geoshape": _no(say("A chat sends one point: use geopoint.")),
    "start-geopoint": _no(say("A chat never sends a place by itself: ask by geopoint.")),
    "background-audio": _no(say("A chat records nothing by itself: ask by audio.")),
    "select_one_external": _no(say("Use select_one_from_file.")),
    "xml-external": _no(say("Use select_one_from_file, or pulldata().")),
    "csv-external": _no(say("Use select_one_from_file, or pulldata().")),
    "osm": _no(say("Use geopoint.")),
}

ALIASES: Mapping[str, str] = {
    "string": "text",
    "int": "integer",
    "dateTime": "datetime",
    "photo": "image",
    "trigger": "acknowledge",
    "location": "geopoint",
    "gps": "geopoint",
    "select1": "select_one",
    "select": "select_multiple",
    "begin": "begin_group",
    "end_loop": "end_repeat",
}

_SHOWN = _degraded(say("A chat shows its own way; the answers are the same."))
APPEARANCES: Mapping[str, Support] = {
    "minimal": _SHOWN,
    "quick": _SHOWN,
    "quickcompact": _SHOWN,
    "compact": _SHOWN,
    "horizontal": _SHOWN,
    "horizontal-compact": _SHOWN,
    "columns": _SHOWN,
    "columns-pack": _SHOWN,
    "columns-n": _SHOWN,
    "no-buttons": _SHOWN,
    "likert": _SHOWN,
    "map": _SHOWN,
    "placement-map": _SHOWN,
    "maps": _SHOWN,
    "picker": _SHOWN,
    "rating": _SHOWN,
    "vertical": _SHOWN,
    "no-ticks": _SHOWN,
    "no-calendar": _SHOWN,
    "new": _SHOWN,
    "new-front": _SHOWN,
    "front": _SHOWN,
    "annotate": _SHOWN,
    "hidden-answer": _SHOWN,
    "thousands-sep": _SHOWN,
    "bearing": _SHOWN,
    "counter": _SHOWN,
    "w1": _SHOWN,
    "w2": _SHOWN,
    "w3": _SHOWN,
    "w4": _SHOWN,
    "table-list": _degraded(say("The questions are asked one by one.")),
    "list": _degraded(say("The questions are asked one by one.")),
    "list-nolabel": _degraded(say("The questions are asked one by one.")),
    "label": _degraded(say("The questions are asked one by one.")),
    "field-list": _degraded(say("The questions are asked one by one.")),
    "autocomplete": YES,
    "search": YES,
    "multiline": YES,
    "numbers": YES,
    "url": YES,
    "masked": _degraded(say("Write bind::cq:sensitive, which masks it and keeps it encrypted.")),
    "month-year": _degraded(say("A whole date is asked for.")),
    "year": _degraded(say("A whole date is asked for.")),
    "signature": _degraded(say("A photo of the signature is asked for.")),
    "draw": _degraded(say("A photo of the drawing is asked for.")),
    "image-map": _no(say("A chat has no picture to tap on: use plain choices.")),
    "ethiopian": _no(say("Dates are asked for in the common calendar.")),
    "coptic": _no(say("Dates are asked for in the common calendar.")),
    "islamic": _no(say("Dates are asked for in the common calendar.")),
    "bikram-sambat": _no(say("Dates are asked for in the common calendar.")),
    "myanmar": _no(say("Dates are asked for in the common calendar.")),
    "persian": _no(say("Dates are asked for in the common calendar.")),
    "buddhist": _no(say("Dates are asked for in the common calendar.")),
    "printer": _no(say("A chat does not print.")),
    "ex": _no(say("A chat opens no other app.")),
}

COLUMNS: Mapping[str, Support] = {
    "relevant": YES,
    "constraint": YES,
    "constraint_message": YES,
    "required": YES,
    "required_message": YES,
    "calculation": YES,
    "choice_filter": YES,
    "default": YES,
    "hint": YES,
    "repeat_count": YES,
    "read_only": _degraded(say("A question that is read only is told, not asked.")),
    "guidance_hint": _degraded(say("It is not shown.")),
    "media": _degraded(say("Pictures and sounds of a question are not shown.")),
    "trigger": _no(say("Write a calculation: it follows its questions by itself.")),
}

# Functions: those of the table of functions, and these that look at places or at their arguments' text.
FUNCTIONS: Mapping[str, Support] = {
    "if": YES,
    "coalesce": YES,
    "regex": _degraded(say("The pattern is written out, without look-around or back-references.")),
    "position": YES,
    "count": YES,
    "count-non-empty": YES,
    "indexed-repeat": YES,
    "pulldata": _degraded(say("Rows are looked up by the column “name”.")),
    "instance": _degraded(say("Rows of an outside list are found by their name.")),
    "current": YES,
    "once": _degraded(say("It is worked out with the moment at which the form was begun.")),
    "jr:choice-name": _degraded(say("Inside another function it gives the Chinese label.")),
    "random": _degraded(say("It gives the same number throughout one conversation and place.")),
    "randomize": _degraded(say("In choices alone, and the same order throughout one conversation.")),
    "version": _no(say("Write the version into the settings sheet.")),
    "property": _no(say("A chat has no device properties; username is a question type.")),
    "substring": _no(say("Use substr(), which counts from 0.")),
    "upper-case": _no(say("Use translate().")),
    "lower-case": _no(say("Use translate().")),
    "enclosed-area": _no(say("Use area().")),
    "geofence": _no(say("Use distance().")),
    "intersects": _no(say("Use distance().")),
    "search": _no(say("Use select_one_from_file with choice_filter.")),
}
