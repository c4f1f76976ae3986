"""Recomputes the figures of an evaluation's report.json from its predictions.jsonl alone, with SciPy, statsmodels and scikit-learn.

    venv/bin/python tools/reference/recompute_report.py FOLDER

Prints what was compared and every figure that differs; the exit code is 1 where one does. Versions as in evaluation_figures.py.
Answers are read as JSON objects without lists, or as labels. What is not of student or teacher (baselines, the training data) is not
in predictions.jsonl, and is left out.
"""

import collections
import json
import math
import pathlib
import sys

import numpy as np
import sklearn.metrics as sm
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

FOLDER = pathlib.Path(sys.argv[1])
REPORT = json.loads((FOLDER / "report.json").read_text())
ROWS = [json.loads(line) for line in (FOLDER / "predictions.jsonl").read_text().splitlines()]
JUDGED = [row for row in ROWS if row.get("gold") is not None]
PLAN = REPORT["plan"]
CONFIDENCE = 1 - 2 * PLAN["alpha"]
INVALID = "(invalid)"
compared = 0
wrong = []


def same(what, found, expected, tolerance=1e-9):
    global compared
    compared += 1
    if found is None or expected is None:
        if found is not expected:
            wrong.append(f"{what}: report has {found}, recomputed {expected}")
    elif not abs(found - expected) <= tolerance * max(1, abs(expected)):
        wrong.append(f"{what}: report has {found}, recomputed {expected}")


def interval(what, found, expected, tolerance=1e-9):
    same(what + ", lower", found["lower"], expected[0], tolerance)
    same(what + ", upper", found["upper"], expected[1], tolerance)


def parsed(text):
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def label(metric, text, valid=True):
    """None where the answer says nothing."""
    if REPORT["data"]["answerFormat"] != "JSON":
        return text.strip() if valid else None
    value = parsed(text) if valid else None
    if value is None:
        return None
    if metric == "exact":
        return json.dumps(value, sort_keys=True)
    field = value.get(metric.removeprefix("field:"))
    return None if field is None else str(field)


def tango(b, c, n, z):
    def score(delta):
        a2 = 2 * n
        a1 = -b - c + (2 * n - b + c) * delta
        q = (math.sqrt(max(0, a1 * a1 + 4 * a2 * c * delta * (1 - delta))) - a1) / (2 * a2)
        v = n * (2 * q + delta * (1 - delta))
        return (b - c - n * delta) / math.sqrt(v) if v > 0 else math.copysign(math.inf, b - c - n * delta)

    def root(low, high, target):
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > target else (low, middle)
        return low

    observed = (b - c) / n
    return root(-1, observed, z), root(observed, 1, -z)


def clustered(values, groups):
    values = np.asarray(values, float)
    residuals = values - values.mean()
    sums = collections.defaultdict(float)
    for group, residual in zip(groups, residuals):
        sums[group] += residual
    n, clusters = len(values), len(sums)
    error = math.sqrt(sum(s * s for s in sums.values())) / n * math.sqrt(clusters / (clusters - 1))
    return error, values.std(ddof=1) / math.sqrt(n), clusters


def decision(student, teacher, groups):
    b = sum(s and not t for s, t in zip(student, teacher))
    c = sum(t and not s for s, t in zip(student, teacher))
    n = len(student)
    ends = [tango(b, c, n, stats.norm.ppf((1 + CONFIDENCE) / 2))]
    if PLAN["groupClustered"]:
        difference = np.asarray(student, float) - np.asarray(teacher, float)
        error, independent, clusters = clustered(difference, groups)
        t = stats.t.ppf((1 + CONFIDENCE) / 2, clusters - 1)
        ends.append((difference.mean() - t * error, difference.mean() + t * error))
        effect = 1 if independent == 0 else (error / independent) ** 2
        if effect > 1 + 1e-9:
            ends.append(tango(b, c, n, t * math.sqrt(effect)))
    return min(e[0] for e in ends), max(e[1] for e in ends)


def wilson(k, n):
    return proportion_confint(k, n, alpha=1 - CONFIDENCE, method="wilson")


def metric(report):
    name = report["name"]
    right = {who: [bool(row[who + "Correct"][name]) for row in JUDGED] for who in ("student", "teacher")}
    groups = [row["group"] for row in JUDGED]
    said = {"student": [label(name, r["student"], r["studentValid"]) for r in ROWS],
            "teacher": [label(name, r["teacher"]) for r in ROWS]}
    agreed = sum(s is not None and s == t for s, t in zip(said["student"], said["teacher"]))
    for system in report["systems"][:2]:
        who = system["name"]
        same(f"{name} {who} right", system["right"], sum(right[who]))
        same(f"{name} {who} accuracy", system["accuracy"], np.mean(right[who]))
        interval(f"{name} {who} Wilson", system["accuracyInterval"], wilson(sum(right[who]), len(JUDGED)))
    same(f"{name} agreement", report["systems"][1]["agreed"], agreed)
    interval(f"{name} agreement", report["systems"][1]["agreementInterval"], wilson(agreed, len(ROWS)))
    first = [s if s is not None else INVALID for s in said["student"]]
    second = [t if t is not None else INVALID + " teacher" for t in said["teacher"]]
    same(f"{name} kappa", report["kappa"], sm.cohen_kappa_score(first, second))
    paired = report["paired"]
    table = [[0, 0], [0, 0]]
    for s, t in zip(right["student"], right["teacher"]):
        table[0 if s else 1][0 if t else 1] += 1
    (a, b), (c, d) = table
    for key, value in zip(("bothRight", "studentOnly", "teacherOnly", "bothWrong"), (a, b, c, d)):
        same(f"{name} {key}", paired["counts"][key], value)
    n = a + b + c + d
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    interval(f"{name} Tango", paired["tango"], tango(b, c, n, z))
    spread = math.sqrt(((b + c) / n - ((b - c) / n) ** 2) / n)
    interval(f"{name} Wald", paired["wald"], ((b - c) / n - z * spread, (b - c) / n + z * spread))
    interval(f"{name} decision", paired["decision"], decision(right["student"], right["teacher"], groups))
    test = paired["mcNemar"]
    same(f"{name} McNemar exact", test["exact"], mcnemar(table, exact=True).pvalue)
    if b + c > 0:
        same(f"{name} McNemar corrected", test["corrected"], mcnemar(table, exact=False, correction=True).pvalue)
        same(f"{name} McNemar", test["uncorrected"], mcnemar(table, exact=False, correction=False).pvalue)
    gold = [label(name, row["gold"]) for row in JUDGED]
    answered = [label(name, r["student"], r["studentValid"]) or INVALID for r in JUDGED]
    known = sorted(set(gold))
    same(f"{name} macro F1", report["classes"]["macroF1"],
         sm.f1_score(gold, answered, labels=known, average="macro", zero_division=0))


def fields():
    """Objects without lists."""
    counts = {who: collections.Counter() for who in ("student", "teacher")}
    for row in JUDGED:
        gold = parsed(row["gold"])
        for who in counts:
            answer = parsed(row[who]) if who == "teacher" or row["studentValid"] else None
            for key in set(gold) | set(answer or {}):
                kind = ("invention" if key not in gold else "omission" if key not in (answer or {})
                        else "match" if gold[key] == answer[key] else "mismatch")
                counts[who][kind] += 1
    whole = REPORT["extraction"]["fields"][0]
    for who in counts:
        for kind in ("match", "mismatch", "omission", "invention"):
            same(f"values, {who}, {kind}", whole[who][kind], counts[who][kind])
    return counts


def graded(counts):
    for report in REPORT.get("graded", []):
        if report["name"] not in ("field_f1", "field_precision", "field_recall"):
            continue
        for who in ("student", "teacher"):
            c = counts[who]
            given, wanted = (c["match"] + c["mismatch"] + c[k] for k in ("invention", "omission"))
            value = {"field_precision": c["match"] / given, "field_recall": c["match"] / wanted,
                     "field_f1": 2 * c["match"] / (given + wanted)}[report["name"]]
            same(f"{report['name']} {who}", report[who], value)


def slices():
    for report in REPORT["slices"]:
        rows = [r for r in JUDGED if r["attributes"].get(report["attribute"], "(none)") == report["value"]]
        student, teacher = ([r[who + "Correct"][PLAN["primary"]] for r in rows] for who in ("student", "teacher"))
        where = f"{report['attribute']}={report['value']}"
        same(where + " n", report["n"], len(rows))
        same(where + " student", report["studentAccuracy"], np.mean(student))
        same(where + " difference", report["difference"], np.mean(student) - np.mean(teacher))
        interval(where, report["interval"], decision(student, teacher, [r["group"] for r in rows]))


for each in REPORT["metrics"]:
    metric(each)
secondary = [m["paired"] for m in REPORT["metrics"][1:]]
if secondary:
    for one, p in zip(secondary, multipletests([s["mcNemar"]["exact"] for s in secondary], method="holm")[1]):
        same("Holm", one["holm"], p)
slices()
if REPORT.get("extraction"):
    graded(fields())
same("invalid answers", REPORT["outputs"]["studentInvalid"], sum(not r["studentValid"] for r in ROWS))
print(f"{compared} figures of {len(ROWS)} predictions compared, {len(wrong)} differ")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
