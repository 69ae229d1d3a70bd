"""What a stylesheet needs of its browser: properties, values, functions, units, at-rules, selectors."""

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2  # type: ignore[import-untyped]

UNITS = frozenset({"px", "em", "rem", "vh", "vw", "s", "ms", "deg"})  # of every browser that has stylesheets at all


def needs(sheet: str) -> set[str]:
    """`property P`, `value P V`, `function P F`, `unit U`, `at-rule R [feature]`, `selector S`."""
    return set(_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)))


def _rules(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _selectors(rule.prelude)
            yield from _block(rule.content)
        elif rule.type == "at-rule":
            yield from _at_rule(rule)
        else:
            yield f"unreadable {rule.type} {rule.source_line}"


def _at_rule(rule: Any) -> Iterator[str]:
    name = rule.lower_at_keyword
    yield f"at-rule {name}"
    if name == "media":
        for block in (token for token in rule.prelude if token.type == "() block"):
            yield from (f"at-rule media {token.lower_value}" for token in block.content[:1] if token.type == "ident")
    if name == "keyframes":
        frames = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        for frame in frames:
            yield from _block(frame.content)
    elif rule.content is not None:
        yield from _rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _block(content: Any) -> Iterator[str]:
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if part.type == "declaration":
            yield from _declaration(part)
        elif part.type == "qualified-rule":
            yield "selector nesting"
            yield from _rules([part])
        else:
            yield f"unreadable {part.type} {part.source_line}"


def _declaration(one: Any) -> Iterator[str]:
    name = "custom-property" if one.name.startswith("--") else one.lower_name
    yield f"property {name}"
    if name != "font-family":  # a list of what may be there
        yield from _value(name, one.value)


def _value(name: str, tokens: Iterable[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "ident":
            yield f"value {name} {token.lower_value}"
        elif token.type == "function":
            yield f"function {name} {token.lower_name}"
            if token.lower_name not in ("var", "env"):
                yield from _value(name, token.arguments)
        elif token.type == "dimension":
            yield f"unit {token.lower_unit}"


def _selectors(tokens: list[Any]) -> Iterator[str]:
    for before, token in zip([None, *tokens], tokens, strict=False):
        colon = before is not None and before == ":"
        if token.type == "ident" and colon:
            yield f"selector {token.lower_value}"
        elif token.type == "function" and colon:
            yield f"selector {token.lower_name}"
            if token.lower_name == "not" and any(part == "," or part.type == "whitespace" for part in token.arguments):
                yield "selector not selector_list"
            yield from _selectors(token.arguments)
