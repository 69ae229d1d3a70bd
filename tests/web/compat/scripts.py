"""What a script needs of its browser: syntax, global names, and names of members."""

from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_javascript.language()))

# What every browser has read since ECMAScript 5 (2009); the grammar's own names.
_PLAIN = """
    program comment identifier property_identifier string string_fragment escape_sequence number regex regex_pattern
    regex_flags true false null undefined this arguments array object pair formal_parameters variable_declaration
    variable_declarator function_declaration function_expression statement_block expression_statement return_statement
    if_statement else_clause for_statement while_statement do_statement switch_statement switch_body switch_case
    switch_default break_statement continue_statement throw_statement try_statement catch_clause finally_clause
    parenthesized_expression assignment_expression augmented_assignment_expression binary_expression unary_expression
    update_expression ternary_expression member_expression subscript_expression call_expression new_expression
    sequence_expression empty_statement labeled_statement statement_identifier import_clause import_specifier
    named_imports class_body super export_clause export_specifier
    ! != !== " ' % %= & && ( ) * *= + ++ += , - -- -= . / /= : ; < <= = == === > >= ? [ ] ^ { | || } ~ << >> >>>
    catch class const else export extends finally for from function if import let new of return throw try while do
    switch case default break continue delete in instanceof typeof var void async await static get set
"""
PLAIN = frozenset(_PLAIN.split())
# What came later, by the browser-compat data's path.
SYNTAX = {
    "=>": "javascript.functions.arrow_functions",
    "arrow_function": "javascript.functions.arrow_functions",
    "class_declaration": "javascript.classes",
    "class": "javascript.classes",
    "class_heritage": "javascript.classes.extends",
    "method_definition": "javascript.classes",
    "lexical_declaration": "javascript.statements.const",
    "import_statement": "javascript.statements.import",
    "namespace_import": "javascript.statements.import",
    "export_statement": "javascript.statements.export",
    "import": "javascript.operators.import",
    "await_expression": "javascript.operators.await",
    "for_in_statement": "javascript.statements.for_of",
    "...": "javascript.operators.spread",
    "spread_element": "javascript.operators.spread",
    "rest_pattern": "javascript.functions.rest_parameters",
    "array_pattern": "javascript.operators.destructuring",
    "object_pattern": "javascript.operators.destructuring",
    "pair_pattern": "javascript.operators.destructuring",
    "shorthand_property_identifier_pattern": "javascript.operators.destructuring",
    "object_assignment_pattern": "javascript.operators.destructuring",
    "assignment_pattern": "javascript.functions.default_parameters",
    "shorthand_property_identifier": "javascript.grammar.shorthand_object_literals",
    "computed_property_name": "javascript.operators.object_initializer.computed_property_names",
    "template_string": "javascript.grammar.template_literals",
    "template_substitution": "javascript.grammar.template_literals",
    "`": "javascript.grammar.template_literals",
    "${": "javascript.grammar.template_literals",
    "generator_function_declaration": "javascript.statements.generator_function",
    "yield_expression": "javascript.operators.yield",
    "**": "javascript.operators.exponentiation",
    "optional_chain": "javascript.operators.optional_chaining",
    "?.": "javascript.operators.optional_chaining",
    "??": "javascript.operators.nullish_coalescing",
    "??=": "javascript.operators.nullish_coalescing_assignment",
    "||=": "javascript.operators.logical_or_assignment",
    "&&=": "javascript.operators.logical_and_assignment",
    "field_definition": "javascript.classes.public_class_fields",
    "private_property_identifier": "javascript.classes.private_class_fields",
    "class_static_block": "javascript.classes.static.initialization_blocks",
    "meta_property": "javascript.operators.import_meta",
}
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_DECLARED_BY = frozenset(
    {"variable_declarator", "function_declaration", "class_declaration", "import_specifier", "import_clause",
     "namespace_import", "formal_parameters", "catch_clause", "array_pattern", "object_pattern", "rest_pattern",
     "assignment_pattern", "pair_pattern", "for_in_statement", "arrow_function"}
)  # fmt: skip


def needs(script: bytes) -> set[str]:
    """`syntax PATH`, `global NAME` and `member NAME`; `syntax ?TYPE` where the grammar has something unheard of."""
    nodes = list(_all(_PARSER.parse(script).root_node))
    declared = {_text(node) for node in nodes if node.type in _NAMES and _declares(node)}
    found = {_syntax(node.type) for node in nodes if node.type not in PLAIN}
    if any(node.type == "function_declaration" and node.children[0].type == "async" for node in nodes):
        found.add("syntax javascript.statements.async_function")
    if any(node.type == "catch_clause" and node.child_by_field_name("parameter") is None for node in nodes):
        found.add("syntax javascript.statements.try_catch.optional_catch_binding")
    found |= {f"global {_text(n)}" for n in nodes if n.type == "identifier" and _text(n) not in declared}
    return found | {f"member {_text(n)}" for n in nodes if n.type == "property_identifier"}


def own(script: bytes) -> set[str]:
    """Names of members that the script gives to objects of its own."""
    nodes = list(_all(_PARSER.parse(script).root_node))
    return {_text(node) for node in nodes if _own(node)}


def _own(node: Node) -> bool:
    parent = node.parent
    if node.type == "shorthand_property_identifier":
        return True
    if node.type != "property_identifier" or parent is None:
        return False
    if parent.type in ("method_definition", "pair"):
        return True
    left = parent.parent.child_by_field_name("left") if parent.parent is not None else None
    return left == parent and parent.child_by_field_name("object") is not None and _text(parent).startswith("this.")


def _declares(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type not in _DECLARED_BY:
        return False
    if parent.type in ("variable_declarator", "function_declaration", "class_declaration"):
        return parent.child_by_field_name("name") == node
    if parent.type == "for_in_statement":
        return parent.child_by_field_name("left") == node
    if parent.type == "arrow_function":
        return parent.child_by_field_name("parameter") == node
    if parent.type == "assignment_pattern":
        return parent.child_by_field_name("left") == node
    return True


def _syntax(name: str) -> str:
    return f"syntax {SYNTAX.get(name, '?' + name)}"


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)
