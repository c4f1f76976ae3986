"""What answers say, read anew from their texts by the task that the report names."""

import json
import re
from decimal import Decimal

import jsonschema

PLAIN = re.compile(r"(?s)\s.*|.*\s|[\[{\"(].*|[-0-9].*|true|false|null|")


def tree(text):
    """JSON with exact numbers; none where it is not JSON, or an object has a key twice, which readers take for this or that."""

    def refused(constant):
        raise ValueError(constant)

    def whole(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refused, object_pairs_hook=whole)
    except (ValueError, RecursionError):
        return None


def container(text):
    value = tree(text)
    return value if isinstance(value, (dict, list)) else None


def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def canonical(value):
    """One spelling for values that mean the same."""
    if isinstance(value, dict):
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if is_number(value):
        shortest = Decimal(value).normalize()
        return format(shortest, "f") if -20 <= -shortest.as_tuple().exponent <= 20 else str(shortest)
    return json.dumps(value, ensure_ascii=False)


def floats(value):
    """For jsonschema, which knows no decimals."""
    if isinstance(value, dict):
        return {key: floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [floats(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def calls(text):
    """Calls in one form, a list of objects with name and arguments; none of text that does not begin as JSON, null of what cannot be read."""
    text = text.strip()
    if not text:
        return None
    if not text.startswith(("{", "[")):
        return []
    value = tree(text)
    found = value["tool_calls"] if isinstance(value, dict) and "tool_calls" in value else value
    read = []
    for one in found if isinstance(found, list) else [found]:
        one = one.get("function", one) if isinstance(one, dict) else None
        arguments = one.get("arguments") if isinstance(one, dict) else None
        arguments = tree(arguments) if isinstance(arguments, str) else arguments
        if not isinstance(arguments, dict) or not isinstance(one.get("name"), str):
            return None
        read.append({"name": one["name"], "arguments": arguments})
    return read if len(read) <= 64 else None


class Answer:
    """A text, the JSON that it is where the task is JSON or calls, and whether it is an answer of the task."""

    def __init__(self, text, value, valid):
        self.text, self.json, self.valid = text, value if valid else None, valid

    def label(self, metric):
        """What the answer says; none where it says nothing."""
        if metric == "exact":
            return None if not self.valid else self.text.strip() if self.json is None else canonical(self.json)
        name = metric.removeprefix("field:")
        if not isinstance(self.json, dict) or name not in self.json:
            return None
        value = self.json[name]
        return value if isinstance(value, str) and not PLAIN.fullmatch(value) else canonical(value)


class Task:
    def __init__(self, declared):
        self.kind, self.declared = declared["kind"], declared
        schema = declared.get("schema")
        self.schema = jsonschema.Draft202012Validator(schema) if schema is not None else None
        self.tools = {tool["name"]: tool.get("parameters") or {} for tool in declared.get("tools") or []}

    def read(self, text, valid=None):
        """`valid` where a file says it; found out here otherwise."""
        value = container(text) if self.kind == "json" else calls(text) if self.kind == "tool_call" else None
        return Answer(text, value, self.valid(text, value) if valid is None else valid)

    def valid(self, text, value):
        if self.kind == "label":
            label = text.strip()
            return label in self.declared["labels"] if self.declared["labels"] else bool(label) and len(label.splitlines()) == 1
        if self.kind == "json":
            return value is not None and (self.schema is None or self.schema.is_valid(floats(value)))
        if self.kind == "tool_call":
            return value is not None and all(self.may_call(call) for call in value)
        return True

    def may_call(self, call):
        name = call["name"]
        return name in self.tools and jsonschema.Draft202012Validator(self.tools[name]).is_valid(floats(call["arguments"]))

    def parses(self, text):
        return calls(text) is not None if self.kind == "tool_call" else self.kind != "json" or container(text) is not None
