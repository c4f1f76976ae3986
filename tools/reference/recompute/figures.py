"""The figures of a report: which there are, which were recomputed, which differ, and which nobody knows."""

import collections
import re

from .not_recomputed import REASONS


class Node(dict):
    """An object of the report that knows where it stands."""

    def __init__(self, content, path):
        super().__init__({key: nodes(value, f"{path}.{key}") for key, value in content.items()})
        self.path = path


def nodes(value, path):
    if isinstance(value, dict):
        return Node(value, path)
    if isinstance(value, list):
        return [nodes(each, f"{path}[{place(each, i)}]") for i, each in enumerate(value)]
    return value


def place(value, index):
    """Lists of named things are read more easily, and named in a list of exceptions, by their names."""
    return value.get("name", value.get("system", index)) if isinstance(value, dict) else index


def is_figure(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def places(value, path):
    """All figures: the name of the place, what holds it, and under which key."""
    if isinstance(value, dict):
        inside = [(each, f"{path}.{key}", key) for key, each in value.items()]
    elif isinstance(value, list):
        inside = [(each, f"{path}[{place(each, i)}]", i) for i, each in enumerate(value)]
    else:
        return []
    return [
        found for each, name, key in inside for found in ([(name, value, key)] if is_figure(each) else places(each, name))
    ]


class Figures:
    """Compares; a figure counts as recomputed only where it was held against another one."""

    def __init__(self, report):
        self.report = nodes(report, "")
        self.compared = set()
        self.wrong = []

    def check(self, node, key, expected, tolerance=1e-9):
        """That node[key] is a number, or null where `expected` is none."""
        self.compare(f"{node.path}.{key}", node.get(key), expected, tolerance)

    def checks(self, node, **expected):
        for key, value in expected.items():
            self.check(node, key, value)

    def interval(self, node, key, ends):
        """That node[key] is an object with these ends, or null where there are none."""
        found = node.get(key)
        if found is None or ends is None:
            self.that(found is None and ends is None, f"{node.path}.{key}", f"report has {found}, recomputed {ends}")
        else:
            self.checks(found, lower=ends[0], upper=ends[1])

    def table(self, node, key, expected):
        """That node[key] is a table with these rows."""
        found = node[key]
        self.that(len(found) == len(expected), f"{node.path}.{key}", f"{len(found)} rows, recomputed {len(expected)}")
        for i, (row, wanted) in enumerate(zip(found, expected)):
            self.that(len(row) == len(wanted), f"{node.path}.{key}[{i}]", "another number of columns")
            for j, (one, other) in enumerate(zip(row, wanted)):
                self.compare(f"{node.path}.{key}[{i}][{j}]", one, other)

    def compare(self, path, found, expected, tolerance=1e-9):
        self.compared.add(path)
        both = found is not None and expected is not None
        if (not both and found is not expected) or (both and not abs(found - expected) <= tolerance * max(1, abs(expected))):
            self.wrong.append(f"{path[1:]}: report has {found}, recomputed {expected}")

    def that(self, holds, path, words):
        """Something beside a number, such as that a list is complete."""
        if not holds:
            self.wrong.append(f"{path[1:]}: {words}")

    def left(self):
        """Figures that were not compared: those with a reason, by reason and place, and those that nobody knows."""
        known, unknown = collections.defaultdict(collections.Counter), collections.Counter()
        for path, _, _ in places(self.report, ""):
            if path not in self.compared:
                reason = next((reason for pattern, reason in REASONS if re.fullmatch(pattern, path)), None)
                short = re.sub(r"\[\d+\]", "[]", path[1:])
                (unknown if reason is None else known[reason])[short] += 1
        return known, unknown

    def recomputed(self):
        """The places of the report's figures that were compared; what is rightly null is no figure."""
        return {path for path, _, _ in places(self.report, "")} & self.compared
