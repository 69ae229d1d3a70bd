"""Reads the XForm that pyxform makes of a workbook: the documented standard, as plain values."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

H = "{http://www.w3.org/1999/xhtml}"
X = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
ODK = "{http://www.opendatakit.org/xforms}"
CQ = "{https://cunqing.org/xlsform}"
ITEXT = re.compile(r"jr:itext\('(?P<id>.*)'\)")
LANGUAGE = re.compile(r".*\((?P<code>[\w-]+)\)\s*")

CODES = {"default": "zh", "chinese": "zh", "中文": "zh", "english": "en"}

Words = list[tuple[str, bool]]  # pieces: words, or (True) the expression of an output


@dataclass(slots=True)
class Control:
    """An element of the body: what it asks, and how."""

    tag: str
    attributes: dict[str, str]
    label: dict[str, Words]
    hint: dict[str, Words]
    nodeset: str = ""  # of its choices
    value: str = ""
    caption: str = ""


@dataclass(slots=True)
class Item:
    """A row of a list of choices."""

    fields: dict[str, str]
    label: dict[str, Words]


@dataclass(slots=True)
class XForm:
    """The parts of an XForm."""

    root: str
    attributes: dict[str, str]
    title: str
    paths: dict[str, str]  # every node in order, with the text that stands in it
    repeats: dict[str, str]  # the repeats, with the expression of their count
    binds: dict[str, dict[str, str]]
    controls: dict[str, Control]
    values: dict[str, str]  # dynamic defaults by path
    lists: dict[str, list[Item]]
    outside: dict[str, str]  # outside lists: id -> file
    texts: dict[str, dict[str, Words]] = field(default_factory=dict)  # id -> language -> words


def read(source: str) -> XForm:
    """The parts of an XForm's text."""
    html = ET.fromstring(source)  # noqa: S314  pyxform has just written it
    model, body = html.find(f"{H}head/{X}model"), html.find(f"{H}body")
    if model is None or body is None:
        raise ValueError("an XForm has a model and a body")
    texts = _texts(model)
    root = model.find(f"{X}instance")[0]  # type: ignore[index]
    form = XForm(
        root=_bare(root.tag),
        attributes=dict(root.attrib),
        title=(html.findtext(f"{H}head/{H}title") or "").strip(),
        paths=dict(_paths(root, "")),
        repeats={each.get("nodeset", ""): each.get(f"{JR}count", "") for each in body.iter(f"{X}repeat")},
        binds={each.get("nodeset", ""): dict(each.attrib) for each in model.iter(f"{X}bind")},
        controls={},
        values={each.get("ref", ""): each.get("value", "") for each in model.findall(f"{X}setvalue")},
        lists=dict(_lists(model, texts)),
        outside={each.get("id", ""): each.get("src", "") for each in model.iter(f"{X}instance") if each.get("src")},
        texts=texts,
    )
    for element in body.iter():
        if (control := _control(element, texts)) is not None:
            form.controls[element.get("ref", "")] = control
    return form


def code_of(language: str) -> str:
    """The code in a language's name: "zh" of "中文 (zh)"; the default language has none and is taken as Chinese."""
    found = LANGUAGE.fullmatch(language)
    return (
        found["code"].lower()
        if found
        else {"default": "zh", "chinese": "zh", "english": "en"}.get(language.lower(), language)
    )


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _paths(element: ET.Element, above: str) -> Iterator[tuple[str, str]]:
    path = f"{above}/{_bare(element.tag)}"
    yield path, (element.text or "").strip()
    seen: set[str] = set()
    for child in element:
        if child.tag not in seen:  # a repeat stands there twice: as a template and as its first instance
            seen.add(child.tag)
            yield from _paths(child, path)


def _texts(model: ET.Element) -> dict[str, dict[str, Words]]:
    texts: dict[str, dict[str, Words]] = {}
    for translation in model.iter(f"{X}translation"):
        code = code_of(translation.get("lang", ""))
        for text in translation.iter(f"{X}text"):
            plain = next((value for value in text.findall(f"{X}value") if not value.get("form")), None)
            words = _words(plain) if plain is not None else []
            if words and words != [("-", False)]:  # pyxform's filling for what is not translated
                texts.setdefault(text.get("id", ""), {})[code] = words
    return texts


def _words(element: ET.Element) -> Words:
    words = [(element.text or "", False)]
    for output in element:
        words += [(output.get("value", "").strip(), True), (output.tail or "", False)]
    words[0] = (words[0][0].lstrip(), False)
    words[-1] = (words[-1][0].rstrip(), False)
    return [(piece, is_output) for piece, is_output in words if piece]


def _labelled(element: ET.Element | None, texts: dict[str, dict[str, Words]]) -> dict[str, Words]:
    if element is None:
        return {}
    found = ITEXT.fullmatch(element.get("ref", ""))
    if found:
        return texts.get(found["id"], {})
    words = _words(element)
    return {"zh": words} if words else {}


def message(attribute: str, texts: dict[str, dict[str, Words]]) -> dict[str, Words]:
    """The words of a bind's jr:constraintMsg or jr:requiredMsg."""
    found = ITEXT.fullmatch(attribute)
    if found:
        return texts.get(found["id"], {})
    return {"zh": [(attribute, False)]} if attribute else {}


def _lists(model: ET.Element, texts: dict[str, dict[str, Words]]) -> Iterator[tuple[str, list[Item]]]:
    for instance in model.iter(f"{X}instance"):
        if instance.get("id") and not instance.get("src"):
            yield instance.get("id", ""), [_item(item, texts) for item in instance.iter(f"{X}item")]


def _item(item: ET.Element, texts: dict[str, dict[str, Words]]) -> Item:
    fields = {_bare(child.tag): (child.text or "").strip() for child in item}
    words = texts.get(fields.pop("itextId", ""), {})
    return Item(fields, words or _labelled(item.find(f"{X}label"), texts))


CONTROLS = {"input", "select1", "select", "upload", "range", "trigger", "rank", "group", "secret"}


def _control(element: ET.Element, texts: dict[str, dict[str, Words]]) -> Control | None:
    tag = _bare(element.tag)
    if tag not in CONTROLS or not element.get("ref"):
        return None
    label, hint = _labelled(element.find(f"{X}label"), texts), _labelled(element.find(f"{X}hint"), texts)
    control = Control(tag, dict(element.attrib), label, hint)
    itemset = element.find(f"{X}itemset")
    if itemset is not None:
        control.nodeset = itemset.get("nodeset", "").strip()
        value, caption = itemset.find(f"{X}value"), itemset.find(f"{X}label")
        control.value = value.get("ref", "") if value is not None else ""
        control.caption = caption.get("ref", "") if caption is not None else ""
    return control
