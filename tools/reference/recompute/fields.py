"""Values in JSON answers held against the right ones: match, mismatch, omission, invention.

Elements of lists are paired by SciPy's assignment. Where several pairings have equally many matches, it may choose another than the
report's; the matches of all fields together are the same.
"""

import collections
import datetime
from decimal import Decimal

import numpy as np
from scipy.optimize import linear_sum_assignment

from .answers import canonical, is_number

MOST_PAIRS = 40_000
MOST_FIELDS = 200
MOST_FAILURES = 12
KINDS = ("match", "mismatch", "omission", "invention")


def outcomes(right, answer, tolerance, path=""):
    """Pairs of path and kind, one for every value."""
    if right is None or answer is None:
        return values(path, right, "omission") if answer is None else values(path, answer, "invention")
    if isinstance(right, dict) and isinstance(answer, dict):
        keys = list(right) + [key for key in answer if key not in right]
        return [o for key in keys for o in outcomes(right.get(key), answer.get(key), tolerance, f"{path}.{key}" if path else key)]
    if isinstance(right, list) and isinstance(answer, list):
        return elements(right, answer, tolerance, path + "[]")
    if isinstance(right, (dict, list)) or isinstance(answer, (dict, list)):
        return values(path, right, "omission") + values(path, answer, "invention")
    return [(path, "match" if same(right, answer, tolerance) else "mismatch")]


def values(path, node, kind):
    if isinstance(node, dict):
        return [o for key, value in node.items() for o in values(f"{path}.{key}" if path else key, value, kind)]
    if isinstance(node, list):
        return [o for each in node for o in values(path + "[]", each, kind)]
    return [] if node is None else [(path, kind)]


def elements(right, answer, tolerance, path):
    if len(right) * len(answer) > MOST_PAIRS:
        longest = max(len(right), len(answer))
        pairs = zip(right + [None] * (longest - len(right)), answer + [None] * (longest - len(answer)))
        return [o for one, other in pairs for o in outcomes(one, other, tolerance, path)]
    matches = np.array([[sum(kind == "match" for _, kind in outcomes(r, a, tolerance)) for a in answer] for r in right])
    rows, columns = linear_sum_assignment(matches, maximize=True) if right and answer else ([], [])
    partner = dict(zip(rows, columns))
    found = [o for i, r in enumerate(right) for o in outcomes(r, answer[partner[i]] if i in partner else None, tolerance, path)]
    left = [a for j, a in enumerate(answer) if j not in set(columns)]
    return found + [o for a in left for o in outcomes(None, a, tolerance, path)]


def same(right, answer, tolerance):
    if is_number(right) and is_number(answer):
        off, right = abs(Decimal(right) - Decimal(answer)), abs(Decimal(right))
        allowed = Decimal(str(tolerance.get("absolute", 0))), right * Decimal(str(tolerance.get("relative", 0)))
        return off == 0 or off <= max(allowed)
    if isinstance(right, str) and isinstance(answer, str):
        first, second = date(right.strip()), date(answer.strip())
        days = tolerance.get("days", 0)
        near = days > 0 and first and second and abs((first - second).days) <= days
        return bool(right.strip() == answer.strip() or near)
    return canonical(right) == canonical(answer)


def date(text):
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def counts(gold, answers, tolerance):
    """By path, of all questions."""
    found = collections.defaultdict(collections.Counter)
    for right, answer in zip(gold, answers):
        for path, kind in outcomes(right.json, answer.json, tolerance):
            known = path in found or len(found) < MOST_FIELDS
            found[(path or "(the answer itself)") if known else "(other fields)"][kind] += 1
    return found


def check(figures, evidence):
    report = figures.report.get("extraction")
    if not report:
        return
    judged = evidence.judged
    figures.check(report, "n", len(judged))
    found = {}
    for who in ("student", "teacher"):
        answers = getattr(judged, who)
        figures.check(report, who + "Parsed", sum(evidence.task.parses(answer.text) for answer in answers))
        figures.check(report, who + "Valid", sum(answer.valid for answer in answers))
        found[who] = counts(judged.gold, answers, evidence.tolerance)
        found[who][""] = sum(list(found[who].values()), collections.Counter())
    shown = {field["path"] for field in report["fields"]}
    figures.that(shown == set(found["student"]) | set(found["teacher"]), f"{report.path}.fields", "other fields than those answered")
    for field in report["fields"]:
        for who in found:
            figures.checks(field[who], **{kind: found[who][field["path"]][kind] for kind in KINDS})
    wrong(figures, report, evidence, found["student"])


def wrong(figures, report, evidence, known):
    """Questions by field and kind of failure; a path may be shown masked, so that its place is what counts."""
    judged = evidence.judged
    questions, having = collections.Counter(), collections.Counter()
    for right, answer in zip(judged.gold, judged.student):
        happened = set()
        for path, kind in outcomes(right.json, answer.json, evidence.tolerance):
            path = path or "(the answer itself)"
            happened.add((path if path in known else "(other fields)", kind))
        questions.update(each for each in happened if each[1] != "match")
        having.update({path for path, kind in happened if kind != "invention"})
    most = sorted(questions.items(), key=lambda item: (-item[1], item[0][0], KINDS.index(item[0][1])))
    figures.that(len(report["failures"]) == min(MOST_FAILURES, len(most)), f"{report.path}.failures", "not the most frequent")
    for each, ((path, kind), count) in zip(report["failures"], most):
        figures.that(each["kind"].lower() == kind, each.path, f"not {kind}")
        figures.checks(each, questions=count, of=len(judged) if kind == "invention" else having[path])
