"""Recomputes the figures of an evaluation's report.json from its predictions.jsonl alone, with SciPy, statsmodels and scikit-learn.

    venv/bin/python tools/reference/recompute_report.py FOLDER

Prints what was compared, every figure that differs, and the figures of the report that were not compared; the exit code is 1 where one
differs. Versions as in evaluation_figures.py. Answers are read as JSON objects without lists, as labels, or as calls of tools in a JSON
object; without tolerances. What is not of student or teacher (baselines, the training data, a panel) is not in predictions.jsonl.
"""

import collections
import json
import math
import pathlib
import re
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
SEED = int(PLAN["testSha256"][:16], 16)
RESAMPLES = 2000
GROUPS = [row["group"] if PLAN["groupClustered"] else row["id"] for row in JUDGED]
compared = 0
wrong = []
taken = set()


class Seen(dict):
    """An object of the report that remembers which of its figures were asked for."""

    def __init__(self, content, path):
        super().__init__({key: watched(value, f"{path}.{key}") for key, value in content.items()})
        self.path = path

    def __getitem__(self, key):
        taken.add(f"{self.path}.{key}")
        return super().__getitem__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default


def watched(value, path):
    if isinstance(value, dict):
        return Seen(value, path)
    return [watched(each, f"{path}[{i}]") for i, each in enumerate(value)] if isinstance(value, list) else value


def figures(value, path):
    """The paths of all numbers."""
    if isinstance(value, dict):
        return [f for key in value for f in figures(dict.__getitem__(value, key), f"{path}.{key}")]
    if isinstance(value, list):
        return [f for i, each in enumerate(value) for f in figures(each, f"{path}[{i}]")]
    return [path] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


REPORT = watched(REPORT, "")


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


def decision(student, teacher, groups, confidence=CONFIDENCE):
    b = sum(s and not t for s, t in zip(student, teacher))
    c = sum(t and not s for s, t in zip(student, teacher))
    n = len(student)
    ends = [tango(b, c, n, stats.norm.ppf((1 + confidence) / 2))]
    if PLAN["groupClustered"]:
        difference = np.asarray(student, float) - np.asarray(teacher, float)
        error, independent, clusters = clustered(difference, groups)
        t = stats.t.ppf((1 + confidence) / 2, clusters - 1)
        ends.append((difference.mean() - t * error, difference.mean() + t * error))
        effect = 1 if independent == 0 else (error / independent) ** 2
        if effect > 1 + 1e-9:
            ends.append(tango(b, c, n, t * math.sqrt(effect)))
    return min(e[0] for e in ends), max(e[1] for e in ends)


def newcombe(a, b, c, d):
    """Newcombe 1998, method 10."""
    n = a + b + c + d
    first, second = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b, n), wilson(a + c, n)
    margins, association = (a + b) * (c + d) * (a + c) * (b + d), a * d - b * c
    association = max(0, association - n / 2) if association > 0 else association
    phi = association / math.sqrt(margins) if margins else 0

    def reach(x, y):
        return math.sqrt(max(0, x * x - 2 * phi * x * y + y * y))

    return first - second - reach(first - l1, u2 - second), first - second + reach(u1 - first, second - l2)


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
        same(f"{name} {who} n", system["n"], len(JUDGED))
        same(f"{name} {who} asked", system["asked"], len(ROWS))
        times = agreed if who == "student" else sum(t is not None for t in said["teacher"])
        same(f"{name} {who} agreed", system["agreed"], times)
        same(f"{name} {who} agreement", system["agreement"], times / len(ROWS))
        interval(f"{name} {who} agreement", system["agreementInterval"], wilson(times, len(ROWS)))
    student = report["systems"][1]
    same(f"{name} student difference", student["difference"], np.mean(right["student"]) - np.mean(right["teacher"]))
    interval(f"{name} student difference", student["differenceInterval"],
             decision(right["student"], right["teacher"], groups))
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
    same(f"{name} difference", paired["difference"], (b - c) / n)
    interval(f"{name} Newcombe", paired["newcombe"], newcombe(a, b, c, d))
    of_groups(name, paired, np.asarray(right["student"], float) - np.asarray(right["teacher"], float), groups)
    needed = (stats.norm.ppf(1 - PLAN["alpha"]) + stats.norm.ppf(0.8)) ** 2 * max(1, b + c) / n / PLAN["margin"] ** 2
    same(f"{name} questions for 80 %", paired["neededForEightyPercent"], math.ceil(needed))
    interval(f"{name} Wald", paired["wald"], ((b - c) / n - z * spread, (b - c) / n + z * spread))
    interval(f"{name} decision", paired["decision"], decision(right["student"], right["teacher"], groups))
    test = paired["mcNemar"]
    same(f"{name} McNemar exact", test["exact"], mcnemar(table, exact=True).pvalue)
    if b + c > 0:
        fair = stats.binom(b + c, 0.5)
        same(f"{name} McNemar mid-p", test["midP"], min(1, 2 * fair.cdf(min(b, c)) - fair.pmf(min(b, c))))
        for kind, correction in (("corrected", True), ("uncorrected", False)):
            same(f"{name} McNemar statistic", test[kind + "Statistic"],
                 mcnemar(table, exact=False, correction=correction).statistic)
        same(f"{name} McNemar corrected", test["corrected"], mcnemar(table, exact=False, correction=True).pvalue)
        same(f"{name} McNemar", test["uncorrected"], mcnemar(table, exact=False, correction=False).pvalue)
    gold = [label(name, row["gold"]) for row in JUDGED]
    answered = [label(name, r["student"], r["studentValid"]) or INVALID for r in JUDGED]
    known = sorted(set(gold))
    same(f"{name} macro F1", report["classes"]["macroF1"],
         sm.f1_score(gold, answered, labels=known, average="macro", zero_division=0))
    classes(name, report["classes"], gold, answered)


def of_groups(name, paired, differences, groups):
    if not paired.get("clustered"):
        return
    found = paired["clustered"]
    error, independent, clusters = clustered(differences, groups)
    same(f"{name} clusters", found["clusters"], clusters)
    same(f"{name} clustered n", found["n"], len(differences))
    same(f"{name} clustered mean", found["mean"], differences.mean())
    same(f"{name} independent error", found["independentError"], independent)
    same(f"{name} clustered error", found["clusteredError"], error * math.sqrt((clusters - 1) / clusters))
    same(f"{name} corrected error", found["correctedError"], error)
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, clusters - 1) * error
    interval(f"{name} clustered", paired["clusteredInterval"], (differences.mean() - reach, differences.mean() + reach))


def classes(name, report, gold, answered):
    labels = sorted(set(gold) | set(answered))
    matrix = sm.confusion_matrix(gold, answered, labels=labels)
    precision, recall, f1, support = sm.precision_recall_fscore_support(gold, answered, labels=labels, zero_division=0)
    same(f"{name} classes", len(report["scores"]), len(labels))
    at = {label: i for i, label in enumerate(labels)}
    shown = {score["label"]: label for score, label in zip(report["scores"], labels)}
    for score, i in zip(report["scores"], range(len(labels))):
        same(f"{name} support", score["support"], support[i])
        same(f"{name} answered", score["answered"], matrix[:, i].sum())
        same(f"{name} precision", score.get("precision"), precision[i] if matrix[:, i].sum() else None)
        same(f"{name} recall", score.get("recall"), recall[i] if support[i] else None)
        same(f"{name} F1", score["f1"], f1[i])
    if report.get("matrix"):
        for i, row in enumerate(report["matrix"]["counts"]):
            for j, count in enumerate(row):
                taken.add(f"{report['matrix'].path}.counts[{i}][{j}]")
                same(f"{name} matrix", count, matrix[i][j])
    for confusion in report["confusions"]:
        same(f"{name} confusion", confusion["count"],
             matrix[at[shown[confusion["right"]]]][at[shown[confusion["answered"]]]])


def mixed(z):
    """SplittableRandom's 32 bits of a state (Steele, Lea, Flood 2014)."""
    z = (z ^ (z >> np.uint64(33))) * np.uint64(0x62A9D9ED799705F5)
    return ((z ^ (z >> np.uint64(28))) * np.uint64(0xCB24D0A5C88C35B3)) >> np.uint64(32)


def draws(bound):
    """What SplittableRandom(seed).nextInt(bound) gives, RESAMPLES times bound of them, a resample a row."""
    wanted = RESAMPLES * bound
    found, at = [], 1
    while sum(map(len, found)) < wanted:
        count = min(4_000_000, wanted + 1000)
        with np.errstate(over="ignore"):
            steps = np.arange(at, at + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            bits = mixed(steps + np.uint64(SEED))
        at += count
        if bound & (bound - 1) == 0:
            found.append((bits & np.uint64(bound - 1)).astype(np.int64))
        else:
            u = (bits >> np.uint64(1)).astype(np.int64)
            r = u % bound
            found.append(r[u + bound - 1 - r < 1 << 31])
    return np.concatenate(found)[:wanted].reshape(RESAMPLES, bound)


def bca(estimate, resampled, left_out, confidence):
    """Efron 1987, with equal values counted by half."""
    resampled = np.sort(resampled)
    if resampled[0] == resampled[-1]:
        return min(resampled[0], estimate), max(resampled[0], estimate)
    least = 0.25 / len(resampled)
    below = (np.sum(resampled < estimate) + np.sum(resampled == estimate) / 2) / len(resampled)
    bias = stats.norm.ppf(min(1 - least, max(least, below)))
    off = left_out.mean() - left_out
    acceleration = 0 if not off.any() else np.sum(off ** 3) / (6 * np.sum(off ** 2) ** 1.5)
    ends = []
    for z in (stats.norm.ppf((1 - confidence) / 2), stats.norm.ppf((1 + confidence) / 2)):
        shifted = bias + z
        ends.append(np.quantile(resampled, stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))))
    return tuple(ends)


def resampling(sums, statistic, confidence=CONFIDENCE):
    """Of a statistic of sums, an array of (questions, sums): estimate, clusters, jackknife error, BCa, t and deciding interval."""
    order = {group: i for i, group in enumerate(dict.fromkeys(GROUPS))}
    by_cluster = np.zeros((len(order), sums.shape[1]))
    np.add.at(by_cluster, [order[group] for group in GROUPS], sums)
    total, n = by_cluster.sum(axis=0), len(order)
    estimate = statistic(total[None])[0]
    left_out = statistic(total[None] - by_cluster)
    resampled = np.concatenate([statistic(by_cluster[part].sum(axis=1)) for part in np.array_split(draws(n), 50)])
    error = math.sqrt((n - 1) / n * np.sum((left_out - left_out.mean()) ** 2))
    reach = stats.t.ppf((1 + confidence) / 2, n - 1) * error
    t, b = (estimate - reach, estimate + reach), bca(estimate, resampled, left_out, confidence)
    z2 = stats.norm.ppf((1 + confidence) / 2) ** 2
    unseen = z2 / (len(sums) + z2)
    decides = min(t[0], b[0], estimate - unseen), max(t[1], b[1], estimate + unseen)
    return estimate, n, error, b, t, decides


def values(row, who):
    """What became of the values of one answer, by field; objects without lists. A value of null is none."""
    gold, answer = ({k: v for k, v in (parsed(text) or {}).items() if v is not None} if text is not None else {}
                    for text in (row["gold"], row[who] if who == "teacher" or row["studentValid"] else None))
    return {key: ("invention" if key not in gold else "omission" if key not in answer
                  else "match" if gold[key] == answer[key] else "mismatch")
            for key in set(gold) | set(answer)}


def fields():
    report = REPORT["extraction"]
    counts = {who: collections.defaultdict(collections.Counter) for who in ("student", "teacher")}
    for row in JUDGED:
        for who in counts:
            for key, kind in values(row, who).items():
                counts[who][key][kind] += 1
                counts[who][""][kind] += 1
    same("extraction n", report["n"], len(JUDGED))
    for who in counts:
        same(f"{who} parsed", report[who + "Parsed"], sum(is_json(row[who]) for row in JUDGED))
        same(f"{who} valid", report[who + "Valid"],
             sum(row["studentValid"] if who == "student" else is_json(row[who]) for row in JUDGED))
        for field in report["fields"]:
            for kind in ("match", "mismatch", "omission", "invention"):
                same(f"values of '{field['path']}', {who}, {kind}", field[who][kind], counts[who][field["path"]][kind])


def is_json(text):
    try:
        return isinstance(json.loads(text), (dict, list))
    except ValueError:
        return False


def calls(text):
    """Name and arguments of each call; none of text that does not begin as JSON, null of what cannot be read."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        return [] if text else None
    try:
        value = json.loads(text)
        found = value["tool_calls"] if isinstance(value, dict) and "tool_calls" in value else value
        found = [one.get("function", one) for one in (found if isinstance(found, list) else [found])]
        read = [(one["name"], json.loads(one["arguments"]) if isinstance(one["arguments"], str) else one["arguments"])
                for one in found]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return read if all(isinstance(arguments, dict) for _, arguments in read) else None


def valid(row, who):
    """The teacher's answers are read anew: only the student's are marked in the file."""
    if who == "student":
        return row["studentValid"]
    task, text = REPORT["data"]["task"], row["teacher"]
    kind = task["kind"]
    if kind == "label":
        return text.strip() in task["labels"] if task["labels"] else bool(text.strip()) and "\n" not in text.strip()
    if kind == "tool_call":
        return calls(text) is not None
    return kind == "text" or is_json(text)


def class_sums(metric):
    """Support, answered and hits class by class; an answer without a label is of a class of its own."""
    said = {who: [label(metric, row[who], who != "student" or row["studentValid"]) for row in JUDGED]
            for who in ("gold", "student", "teacher")}
    place = {name: i for i, name in enumerate(sorted({name for each in said.values() for name in each} - {None}))}
    both = []
    for who in ("student", "teacher"):
        sums = np.zeros((len(JUDGED), 3 * (len(place) + 1)))
        for i, (gold, answer) in enumerate(zip(said["gold"], said[who])):
            right, given = place.get(gold, len(place)), place.get(answer, len(place))
            sums[i, 3 * right] += 1
            sums[i, 3 * given + 1] += 1
            sums[i, 3 * right + 2] += right == given and valid(JUDGED[i], who)
        both.append(sums)
    return both


def class_statistic(name):
    def of(sums):
        support, answered, hits = (sums[:, k::3] for k in range(3))
        if name == "mcc":
            n = support.sum(axis=1)
            spread = (n * n - (support ** 2).sum(axis=1)) * (n * n - (answered ** 2).sum(axis=1))
            top = hits.sum(axis=1) * n - (support * answered).sum(axis=1)
            return np.where(spread > 0, top / np.sqrt(np.where(spread > 0, spread, 1)), 0)
        value = 2 * hits / np.maximum(support + answered, 1) if name == "macro_f1" else hits / np.maximum(support, 1)
        return (value * (support > 0)).sum(axis=1) / (support > 0).sum(axis=1)

    return of


def field_sums():
    both = []
    for who in ("student", "teacher"):
        sums = []
        for row in JUDGED:
            c = collections.Counter(values(row, who).values())
            wanted = c["match"] + c["mismatch"] + c["omission"]
            given = c["match"] + c["mismatch"] + c["invention"]
            missed = max(1, wanted)
            sums.append((c["match"], wanted, given) if valid(row, who) else (0, missed, missed))
        both.append(np.array(sums, float))
    return both


def field_statistic(name):
    def of(sums):
        match, wanted, given = sums.T
        return match / {"field_precision": given, "field_recall": wanted, "field_f1": (wanted + given) / 2}[name]

    return of


def named(calls_of):
    return None if calls_of is None else collections.Counter(name for name, _ in calls_of)


def mean_of(score):
    return [np.array([(score(row, who), 1) for row in JUDGED], float) for who in ("student", "teacher")]


def alike(first, second):
    key = lambda call: json.dumps(call, sort_keys=True)
    return second is not None and sorted(map(key, first)) == sorted(map(key, second))


def parses(row, who):
    kind = REPORT["data"]["task"]["kind"]
    return calls(row[who]) is not None if kind == "tool_call" else kind in ("label", "text") or is_json(row[who])


def called(row, who):
    return calls(row[who]) if valid(row, who) else None


def statistic_of(name):
    """Sums of student and teacher, and the statistic; null for what this script does not know."""
    kind, _, field = name.partition(":")
    if kind in ("macro_f1", "macro_recall", "mcc"):
        return *class_sums("field:" + field if field else "exact"), class_statistic(kind)
    if kind in ("field_f1", "field_precision", "field_recall"):
        return *field_sums(), field_statistic(kind)
    scores = {"parse_rate": parses, "valid_rate": valid,
              "tool_name": lambda row, who: named(called(row, who)) == named(calls(row["gold"])),
              "tool_call": lambda row, who: alike(calls(row["gold"]), called(row, who))}
    return (*mean_of(scores[kind]), lambda sums: sums[:, 0] / sums[:, 1]) if kind in scores else None


def paired(name, confidence=CONFIDENCE):
    student, teacher, of = statistic_of(name)
    width = student.shape[1]
    return resampling(np.hstack([student, teacher]), lambda sums: of(sums[:, :width]) - of(sums[:, width:]), confidence)


def graded():
    for report in REPORT.get("graded") or []:
        known = statistic_of(report["name"])
        if known is None:
            continue
        name, (student, teacher, of) = report["name"], known
        same(f"{name} n", report["n"], len(JUDGED))
        for who, sums in (("student", student), ("teacher", teacher)):
            same(f"{name} {who}", report[who], of(sums.sum(axis=0)[None])[0])
            if report.get("paired"):
                same(f"{name} {who}", report["paired"][who], of(sums.sum(axis=0)[None])[0])
        if report.get("paired"):
            found = report["paired"]
            estimate, clusters, error, b, t, decides = paired(name)
            same(f"{name} difference", found["difference"], estimate)
            same(f"{name} clusters", found["clusters"], clusters)
            same(f"{name} jackknife", found["standardError"], error)
            interval(f"{name} BCa", found["bca"], b)
            interval(f"{name} t", found["t"], t)
            interval(f"{name} decision", found["decision"], decides)


def endpoints():
    for report in REPORT.get("endpoints") or []:
        if not report.get("interval"):
            continue
        confidence, name = 1 - 2 * report["alpha"], report["metric"]
        if statistic_of(name) is not None:
            interval(f"claim {name}", report["interval"], paired(name, confidence)[5])
        elif name in JUDGED[0]["studentCorrect"]:
            student, teacher = ([r[who + "Correct"][name] for r in JUDGED] for who in ("student", "teacher"))
            interval(f"claim {name}", report["interval"],
                     decision(student, teacher, [r["group"] for r in JUDGED], confidence))


def tools():
    known = {tool["name"]: tool.get("parameters") or {} for tool in REPORT["data"]["task"]["tools"]}
    for report in REPORT.get("tools") or []:
        who, counts = report["system"], collections.Counter()
        for row in JUDGED:
            gold, answer = calls(row["gold"]), called(row, who)
            counts["n"] += 1
            counts["wanted"] += bool(gold)
            counts["unreadable"] += answer is None
            if answer is None:
                continue
            counts["names"] += named(gold) == named(answer)
            counts["right"] += alike(gold, answer)
            counts["required"] += all(
                name in known and set(known[name].get("required", [])) <= set(given) for name, given in answer)
            counts["allowed"] += all(
                name in known and set(given) <= set(known[name].get("properties", given)) for name, given in answer)
            counts["missedCalls"] += bool(gold) and not answer
            counts["falseCalls"] += not gold and bool(answer)
            counts["rightAbstentions"] += not gold and not answer
        for key in ("n", "wanted", "unreadable", "names", "required", "allowed", "right", "missedCalls", "falseCalls",
                    "rightAbstentions"):
            same(f"calls, {who}, {key}", report[key], counts[key])


def calibration():
    report = REPORT.get("calibration")
    if not report:
        return
    rows = [row for row in JUDGED if row.get("studentProbability") is not None]
    said = np.array([row["studentProbability"] for row in rows])
    right = np.array([row["studentCorrect"][PLAN["primary"]] for row in rows], float)
    groups = [row["group"] for row in rows]
    confidence = 1 - PLAN["alpha"]
    same("stated", report["n"], len(rows))
    same("unstated", report["unstated"], len(JUDGED) - len(rows))
    same("Brier", report["brier"], sm.brier_score_loss(right, said))
    place = np.clip(np.ceil(said * 10) - 1, 0, 9)
    error = 0
    for found in report["bins"]:
        inside = place == round(found["above"] * 10)
        same("bin end", found["upTo"], found["above"] + 0.1)
        same("bin n", found["n"], inside.sum())
        same("bin mean", found["meanProbability"], said[inside].mean())
        same("bin accuracy", found["accuracy"], right[inside].mean())
        interval("bin", found["interval"],
                 proportion_confint(right[inside].sum(), inside.sum(), alpha=2 * PLAN["alpha"], method="wilson"))
        error += inside.sum() / len(rows) * abs(right[inside].mean() - said[inside].mean())
    same("expected calibration error", report["error"], error)

    def spread(kept):
        if not PLAN["groupClustered"]:
            return 1, int(kept.sum())
        of = [group for group, keep in zip(groups, kept) if keep]
        if len(set(of)) < 2:
            return 1, 1
        error, independent, clusters = clustered(1 - right[kept], of)
        return (1 if independent == 0 else max(1, (error / independent) ** 2)), clusters

    everything = spread(said >= 0)[0]

    def choice(threshold):
        kept = said >= threshold
        n, errors = int(kept.sum()), int((1 - right[kept]).sum())
        effect, clusters = spread(kept)
        if clusters < 2 and n > 1:
            return n, errors, 1, 1
        ratio = 1 if clusters == n else stats.t.ppf(confidence, n - 1) / stats.t.ppf(confidence, clusters - 1)
        worth = min(n, n / max(effect, everything) * ratio ** 2)
        x = errors * worth / n
        return n, errors, worth, 1 if errors == n else stats.beta.ppf(confidence, x + 1, worth - x)

    for found in report["choices"] + ([report["kept"]] if report.get("kept") else []):
        n, errors, worth, bound = choice(found["threshold"])
        same("kept", found["kept"], n)
        same("kept and wrong", found["wrong"], errors)
        same("kept, worth", found["effective"], worth)
        same("bound", found["bound"], bound)
    best, enough = None, math.ceil(math.log1p(-confidence) / math.log1p(-report["greatestError"]))
    for step in range(100, -1, -1):
        if (said >= step / 100).any():
            n, errors, worth, bound = choice(step / 100)
            if worth >= enough:
                if bound >= report["greatestError"]:
                    break
                best = step / 100
    same("threshold", report.get("threshold"), best)


def counted():
    data, groups = REPORT["data"], collections.Counter(row["group"] for row in ROWS)
    same("questions", data["testSamples"], len(ROWS))
    same("with a right answer", data["withGold"], len(JUDGED))
    same("groups", data["groups"], len(groups))
    same("largest group", data["largestGroup"], max(groups.values()))
    outputs = REPORT["outputs"]
    invalid = sum(not row["studentValid"] for row in ROWS)
    same("asked", outputs["asked"], len(ROWS))
    same("invalid answers", outputs["studentInvalid"], invalid)
    interval("invalid answers", outputs["studentInvalidRate"], wilson(invalid, len(ROWS)))
    same("teacher's invalid answers", outputs["teacherInvalid"], sum(not valid(row, "teacher") for row in ROWS))


def verdict():
    found = REPORT["verdict"]
    same("verdict n", found["n"], len(JUDGED))
    same("verdict margin", found["margin"], PLAN["margin"])
    same("verdict confidence", found["confidence"], CONFIDENCE)
    if statistic_of(PLAN["primary"]) is not None:
        student, teacher, of = statistic_of(PLAN["primary"])
        values_of = [of(sums.sum(axis=0)[None])[0] for sums in (student, teacher)]
        ends = paired(PLAN["primary"])[5]
    elif PLAN["primary"] in JUDGED[0]["studentCorrect"]:
        rights = [[r[who + "Correct"][PLAN["primary"]] for r in JUDGED] for who in ("student", "teacher")]
        values_of = [np.mean(each) for each in rights]
        ends = decision(*rights, [r["group"] for r in JUDGED])
    else:
        return
    same("verdict student", found["studentAccuracy"], values_of[0])
    same("verdict teacher", found["teacherAccuracy"], values_of[1])
    same("verdict difference", found["difference"], values_of[0] - values_of[1])
    interval("verdict", found["interval"], ends)
    if ends[0] <= -PLAN["margin"] and found["outcome"] == "NON_INFERIOR":
        wrong.append(f"verdict: NON_INFERIOR with an interval from {ends[0]}")


def slices():
    for report in REPORT["slices"]:
        rows = [r for r in JUDGED if r["attributes"].get(report["attribute"], "(none)") == report["value"]]
        student, teacher = ([r[who + "Correct"][PLAN["primary"]] for r in rows] for who in ("student", "teacher"))
        where = f"{report['attribute']}={report['value']}"
        same(where + " n", report["n"], len(rows))
        asked = [r for r in ROWS if r["attributes"].get(report["attribute"], "(none)") == report["value"]]
        agreed = sum(label(PLAN["primary"], r["student"], r["studentValid"]) == label(PLAN["primary"], r["teacher"])
                     is not None for r in asked)
        same(where + " asked", report["asked"], len(asked))
        same(where + " agreement", report["agreement"], agreed / len(asked))
        same(where + " teacher", report["teacherAccuracy"], np.mean(teacher))
        same(where + " student", report["studentAccuracy"], np.mean(student))
        same(where + " difference", report["difference"], np.mean(student) - np.mean(teacher))
        interval(where, report["interval"], decision(student, teacher, [r["group"] for r in rows]))


def failures():
    """Counts, and what is taken for what; of clusters the counts, whose questions' texts are not in predictions.jsonl, only where they must fit."""
    report = REPORT.get("failureGroups")
    if not report:
        return
    name = REPORT["metrics"][0]["name"]
    pairs = collections.Counter()
    of = collections.Counter()
    for row in JUDGED:
        right = label(name, row["gold"])
        of[right] += 1
        if not row["studentCorrect"][name]:
            pairs[right, label(name, row["student"], row["studentValid"]) or ""] += 1
    same("failures questions", report["questions"], len(JUDGED))
    same("failures", report["failures"], sum(pairs.values()))
    for each in report["confusions"]:
        same("confusion", each["count"], pairs[each["right"], each["given"]])
        same("confusion of", each["of"], of[each["right"]])
    for each in report["clusters"]:
        interval("cluster", each["rate"], wilson(each["failures"], each["questions"]))


def learning_curve():
    """Errors of points, and what the curve of the report says of more labels."""
    report = REPORT.get("learningCurve")
    if not report:
        return
    for each in report["points"]:
        same("curve error", each["error"], each["wrong"] / each["trainings"] / report["questions"])
    law = report.get("law")
    if law:
        at = lambda n: law["floor"] + law["scale"] * (n / law["reference"]) ** -law["exponent"]
        for each in report["forecasts"]:
            same("forecast", each["error"], at(each["labels"]))
            same("forecast gain", each["gain"], at(law["reference"]) - at(each["labels"]))
        for each in report["needs"]:
            if each.get("more") is not None:
                n = law["reference"] * (1 - each["gain"] / law["scale"]) ** (-1 / law["exponent"])
                same("need", each["more"], math.ceil(n - 1e-9) - law["reference"])


def cost():
    """Ranges by another way: all numbers of requests within theirs on a grid, with every step of machines."""
    report = REPORT.get("cost")
    if not report:
        return
    inputs = report["inputs"]
    each = (inputs.get("teacher") or {}).get("perRequest")
    owned = inputs.get("owned")
    requests = inputs.get("requests")
    opposite = {"low": "high", "expected": "expected", "high": "low"}

    def monthly(v, end):
        capacity = owned["capacity"][opposite[end]] if owned.get("capacity") else math.inf
        return owned["people"][end] + np.maximum(1, np.ceil(v / capacity)) * owned["machine"][end]

    ends = ("low", "expected", "high")
    for end in ends:
        if each:
            same("teacher, 1,000", report["teacherPerThousand"][end], 1000 * each[end])
        if each and requests:
            same("teacher, month", report["teacherPerMonth"][end], each[end] * requests[end])
        if owned and requests:
            same("owned, month", report["ownedPerMonth"][end], monthly(requests[end], end))
        for part in ("once", "again"):
            if inputs[part]:
                same(part, report[part + "Total"][end], sum(item["money"][end] for item in inputs[part]))
    if not (each and owned):
        return
    for key, end in (("least", "low"), ("expected", "expected"), ("most", "high")):
        even = report["breakEven"].get(key)
        if even is not None:
            same("break-even", monthly(even * (1 - 1e-12), end), each[opposite[end]] * even, 1e-6)
    if requests:
        v = np.linspace(requests["low"], requests["high"], 200_001)
        least = (each["low"] * v - monthly(v, "high")).min()
        most = (each["high"] * v - monthly(v, "low")).max()
        step = (requests["high"] - requests["low"]) / 200_000
        same("saving, low", report["savingPerMonth"]["low"], least, each["low"] * step + 1e-9)
        same("saving, high", report["savingPerMonth"]["high"], most, each["high"] * step + 1e-9)
        same("saving", report["savingPerMonth"]["expected"], each["expected"] * requests["expected"] - monthly(requests["expected"], "expected"))


for each in REPORT["metrics"]:
    metric(each)
failures()
learning_curve()
cost()
secondary = [m["paired"] for m in REPORT["metrics"][1:]]
if secondary:
    for one, p in zip(secondary, multipletests([s["mcNemar"]["exact"] for s in secondary], method="holm")[1]):
        same("Holm", one["holm"], p)
slices()
if REPORT.get("extraction"):
    fields()
graded()
endpoints()
tools()
calibration()
counted()
verdict()
left = collections.Counter(
    re.sub(r"\[\d+\]", "[]", path) for path in figures(REPORT, "") if path not in taken and not path.startswith(".plan"))
print(f"{compared} figures of {len(ROWS)} predictions compared, {len(wrong)} differ")
print("\n".join(wrong))
print("Figures that were not compared, with their number:")
print("\n".join(f"  {path[1:]}: {count}" for path, count in sorted(left.items())) or "  none")
sys.exit(1 if wrong else 0)
