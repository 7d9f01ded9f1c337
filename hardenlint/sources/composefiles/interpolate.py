"""`${VAR}` in values: every operator of compose-go's template package, nesting and `$$`."""

from collections.abc import Mapping
from typing import NamedTuple

from .nodes import Node

MAX_DEPTH = 20
_OPERATORS = (":-", ":?", ":+", "-", "?", "+")


class TemplateError(ValueError):
    """A template that docker compose refuses."""


class Text(NamedTuple):
    """An interpolated text; `unset` are variables without a value, `notes` say what decided."""

    value: str
    unset: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def interpolate(template: str, variables: Mapping[str, str], depth: int = 0) -> Text:
    """Substitute the variables of a template; raises TemplateError."""
    if depth > MAX_DEPTH:
        raise TemplateError("variables are nested too deeply")
    out: list[str] = []
    unset: list[str] = []
    notes: list[str] = []
    place = 0
    while (dollar := template.find("$", place)) >= 0:
        out.append(template[place:dollar])
        text, place = _expression(template, dollar, variables, depth)
        out.append(text.value)
        unset += text.unset
        notes += text.notes
    out.append(template[place:])
    return Text("".join(out), tuple(unset), tuple(notes))


def _expression(
    template: str, dollar: int, variables: Mapping[str, str], depth: int
) -> tuple[Text, int]:
    after = template[dollar + 1 : dollar + 2]
    if after == "$":
        return Text("$"), dollar + 2
    if after == "{":
        end = _closing(template, dollar + 2)
        return _braced(template[dollar + 2 : end], variables, depth), end + 1
    end = _name_end(template, dollar + 1)
    if end == dollar + 1:
        return Text("$"), end
    return _variable(template[dollar + 1 : end], variables), end


def _name_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and (text[end] == "_" or (text[end].isascii() and text[end].isalnum())):
        if end == start and text[end].isdigit():
            break
        end += 1
    return end


def _closing(template: str, start: int) -> int:
    """Find the brace that closes `${` whose text starts at `start`."""
    depth, place = 1, start
    while place < len(template):
        if template.startswith("${", place):
            depth += 1
            place += 2
            continue
        if template[place] == "}":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    raise TemplateError("`${` is not closed")


def _braced(body: str, variables: Mapping[str, str], depth: int) -> Text:
    end = _name_end(body, 0)
    name, rest = body[:end], body[end:]
    if not name:
        raise TemplateError(f"`${{{body}}}` names no variable")
    if not rest:
        return _variable(name, variables)
    operator = next((o for o in _OPERATORS if rest.startswith(o)), None)
    if operator is None:
        raise TemplateError(f"`${{{body}}}` is no valid variable")
    return _operate(name, operator, rest[len(operator) :], variables, depth)


def _operate(
    name: str, operator: str, word: str, variables: Mapping[str, str], depth: int
) -> Text:
    value = variables.get(name)
    is_set = value is not None and (value != "" or operator[0] != ":")
    if operator[-1] == "+":
        return interpolate(word, variables, depth + 1) if is_set else Text("")
    if is_set:
        return _variable(name, variables)
    if operator[-1] == "?":
        return Text("", (name,))
    default = interpolate(word, variables, depth + 1)
    return default._replace(notes=(f"default value of ${name}", *default.notes))


def _variable(name: str, variables: Mapping[str, str]) -> Text:
    value = variables.get(name)
    if value is None:
        return Text("", (name,))
    return Text(value, (), (f"${name} from the environment file",))


def substitute(root: Node, variables: Mapping[str, str]) -> list[tuple[str, Node]]:
    """Interpolate every value below a node, in place; return (variable, node) for each unset one.

    A node shared through aliases is visited once. Raises TemplateError with the node as 2nd argument.
    """
    unset: list[tuple[str, Node]] = []
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.kind == "map":
            stack.extend(node.value.values())
        elif node.kind == "seq":
            stack.extend(node.value)
        elif "$" in node.value:
            unset += _substitute(node, variables)
    return unset


def _substitute(node: Node, variables: Mapping[str, str]) -> list[tuple[str, Node]]:
    try:
        text = interpolate(node.value, variables)
    except TemplateError as error:
        raise TemplateError(str(error), node) from None
    node.value = text.value
    if text.unset:
        node.known = False
        node.note = f"${text.unset[0]} has no value"
    elif text.notes:
        node.note = text.notes[0]
    return [(name, node) for name in text.unset]
