"""Whether a product that reads the teacher's answers can read the student's: what old answers looked like, and where new ones differ."""

import collections
import re

from .answers import calls, container, is_number

LONGER = 1.5
MOST_VALUES, TIMES_MET = 30, 5
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})?")
WHOLE = "(answer)"


def length(text):
    """In UTF-16, as programs in Java and JavaScript count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def kind_of(value):
    if isinstance(value, str):
        return "a text"
    if isinstance(value, bool):
        return "true or false"
    return "a number" if is_number(value) else "an object" if isinstance(value, dict) else "a list"


def nothing(value):
    return "null" if value is None else "an empty text" if value == "" else "an empty list" if value == [] else None


def number_style(value):
    return "whole" if isinstance(value, int) else "with a point or an exponent"


def date_style(text):
    return "date" if DATE.fullmatch(text) else "date and time" if DATE_TIME.fullmatch(text) else ""


def inside(path, key):
    return f"{path}.{key}" if path else key


class Line:
    """An answer as a product sees it: its text, or the calls that stand in it."""

    def __init__(self, text):
        self.text, self.calls = text or None, []
        message = container(text) if text else None
        if isinstance(message, dict) and isinstance(message.get("tool_calls"), list):
            self.calls = calls(text) or []
            if self.calls:
                content = message.get("content")
                self.text = content if isinstance(content, str) else None


class Field:
    def __init__(self):
        self.met = self.longest = 0
        self.types, self.nothings, self.numbers, self.dates = set(), set(), set(), set()
        self.values = collections.Counter()
        self.many = False

    def meet(self, value):
        self.met += 1
        if nothing(value):
            self.nothings.add(nothing(value))
            return
        self.types.add(kind_of(value))
        if is_number(value):
            self.numbers.add(number_style(value))
        if isinstance(value, str):
            self.dates.add(date_style(value))
            self.longest = max(self.longest, length(value))
            if not self.many:
                self.values[value] += 1
                self.many = len(self.values) > MOST_VALUES

    def date_styles(self):
        return set() if "" in self.dates else self.dates

    def listed(self):
        often = sum(self.values.values()) >= TIMES_MET * len(self.values)
        few = not self.many and self.values and self.types == {"a text"} and not self.date_styles()
        return set(self.values) if few and often else set()


class Old:
    """What the old answers did."""

    def __init__(self, lines):
        self.fields, self.tools = collections.defaultdict(Field), set()
        self.orders, self.objects, self.roots = collections.defaultdict(set), collections.Counter(), set()
        self.longest = json = texts = 0
        for line in lines:
            for call in line.calls:
                self.tools.add(call["name"])
                self.walk(call["name"] + "()", call["arguments"])
            if line.text is not None:
                self.longest, texts = max(self.longest, length(line.text)), texts + 1
                value = container(line.text)
                if value is not None:
                    json += 1
                    self.roots.add(kind_of(value))
                    self.walk("", value)
        self.json = json > 0 and 10 * json >= 9 * texts

    def walk(self, path, value):
        if isinstance(value, dict):
            before = self.objects[path]
            self.objects[path] += 1
            if len(self.orders[path]) <= 2:
                self.orders[path].add(tuple(value))
            for key, each in value.items():
                field = self.fields[inside(path, key)]
                if field.met < before:
                    field.met += 1
                    field.nothings.add("a missing key")
                field.meet(each)
                self.walk(inside(path, key), each)
        elif isinstance(value, list):
            for each in value:
                self.fields[path + "[]"].meet(each)
                self.walk(path + "[]", each)

    def always(self, path):
        """Keys that every object at a path had."""
        prefix = path + "." if path else ""
        for name, field in self.fields.items():
            key = name.removeprefix(prefix)
            direct = name.startswith(prefix) and key and "." not in key and not key.endswith("[]") and "()" not in key
            if direct and field.met == self.objects[path] and "a missing key" not in field.nothings:
                yield name, key


class Differences:
    def __init__(self, old):
        self.old, self.found, self.broken = old, collections.Counter(), False

    def breaking(self, field, kind):
        self.broken = True
        self.found[field, kind, "BREAKING"] += 1

    def notice(self, field, kind):
        self.found[field, kind, "NOTICE"] += 1

    def unaffected(self, line):
        """Looks at a new answer."""
        self.broken = False
        for call in line.calls:
            if call["name"] in self.old.tools:
                self.compare(call["name"] + "()", call["arguments"])
            else:
                self.breaking("tool_calls", "TOOL_NAME")
        if line.text is None:
            if not line.calls:
                self.breaking(WHOLE, "MISSING")
        else:
            self.text(line.text)
        return not self.broken

    def text(self, text):
        if length(text) > LONGER * self.old.longest:
            self.notice(WHOLE, "LENGTH")
        if self.old.json:
            value = container(text)
            if value is None:
                self.breaking(WHOLE, "UNPARSEABLE")
            elif kind_of(value) not in self.old.roots:
                self.breaking(WHOLE, "TYPE")
            else:
                self.compare("", value)

    def compare(self, path, value):
        if isinstance(value, dict) and self.old.objects[path]:
            for name, key in self.old.always(path):
                if key not in value:
                    self.breaking(name, "MISSING_KEY")
            self.order(path, list(value))
            for key, each in value.items():
                self.value(inside(path, key), each)
        elif isinstance(value, list):
            for each in value:
                self.value(path + "[]", each)

    def order(self, path, keys):
        if len(self.old.orders[path]) == 1:
            usual = list(next(iter(self.old.orders[path])))
            if [key for key in usual if key in keys] != [key for key in keys if key in usual]:
                self.notice(path or WHOLE, "KEY_ORDER")

    def value(self, path, value):
        known = self.old.fields.get(path)
        if known is None:
            self.notice(path, "NEW_KEY")
        elif nothing(value):
            if nothing(value) not in known.nothings:
                self.breaking(path, "NULL_STYLE")
        elif known.types and kind_of(value) not in known.types:
            self.breaking(path, "TYPE")
        else:
            if is_number(value) and number_style(value) not in known.numbers:
                self.breaking(path, "NUMBER_STYLE")
            if isinstance(value, str):
                self.string(path, known, value)
            self.compare(path, value)

    def string(self, path, known, text):
        if known.listed() and text not in known.listed():
            self.breaking(path, "ENUMERATION")
        elif known.date_styles() and date_style(text) not in known.date_styles():
            self.breaking(path, "DATE_STYLE")
        elif 0 < known.longest and length(text) > LONGER * known.longest:
            self.notice(path, "LENGTH")


def check(figures, evidence):
    report = figures.report.get("compatibility")
    if not report:
        return
    differences = Differences(Old([Line(answer.text) for answer in evidence.all.teacher]))
    unaffected = sum(differences.unaffected(Line(answer.text)) for answer in evidence.all.student)
    n = len(evidence.all)
    figures.checks(report, old=n, fresh=n, paired=n, unaffected=unaffected)
    shown = {(each["field"], each["kind"], each["severity"]) for each in report["breaks"]}
    figures.that(shown == set(differences.found), f"{report.path}.breaks", f"not {sorted(differences.found)}")
    for each in report["breaks"]:
        figures.checks(each, count=differences.found[each["field"], each["kind"], each["severity"]], of=n)
