"""Metrics with degrees, the claims that a plan makes together, and calls of tools."""

import collections

import numpy as np
from rouge_score import rouge_scorer
from sacrebleu.metrics import CHRF

from .bootstrap import Resampled
from .fields import outcomes

CHRF_ORDER = 6


def check(figures, evidence):
    for report in figures.report.get("graded") or []:
        metric(figures, evidence, report)
    tools(figures, evidence)
    endpoints(figures, evidence)


def metric(figures, evidence, report):
    name, seen = report["name"], paired(evidence, report["name"], evidence.confidence)
    values = {who: None if np.isnan(value) else value for who, value in seen.values.items()}
    figures.checks(report, n=len(evidence.judged), **values)
    found = report.get("paired")
    figures.that((found is not None) == seen.known, report.path, f"{name} can be estimated, or cannot, other than the report says")
    if found is not None and seen.known:
        figures.checks(found, difference=seen.estimate, clusters=seen.clusters, standardError=seen.error, **values)
        figures.interval(found, "bca", seen.bca)
        figures.interval(found, "t", seen.t)
        figures.interval(found, "decision", seen.decision)


def paired(evidence, name, confidence):
    """Student less teacher by a graded metric; `values` has both."""
    (student, teacher), of = statistic(evidence, name)
    width, judged = student.shape[1], evidence.judged
    groups = judged.groups if evidence.clustered else [row["id"] for row in judged.rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = Resampled(
            np.hstack([student, teacher]), lambda sums: of(sums[:, :width]) - of(sums[:, width:]), groups, evidence.seed, confidence
        )
        seen.values = {who: of(sums.sum(axis=0)[None])[0] for who, sums in (("student", student), ("teacher", teacher))}
    return seen


def statistic(evidence, name):
    """Sums of student and teacher, question by question, and the metric as a function of sums."""
    kind, _, field = name.partition(":")
    if kind in ("macro_f1", "macro_recall", "mcc"):
        return class_sums(evidence, "field:" + field if field else "exact"), class_statistic(kind)
    if kind in ("field_f1", "field_precision", "field_recall"):
        return [each(evidence, who, field_sums) for who in ("student", "teacher")], field_statistic(kind)
    if kind == "chrf":
        return [each(evidence, who, chrf_sums) for who in ("student", "teacher")], chrf
    score = {"parse_rate": parses, "valid_rate": valid, "rouge_l": rouge_l, "tool_name": names, "tool_call": right}[kind]
    ones = lambda evidence, gold, answer: (score(evidence, gold, answer), 1)
    return [each(evidence, who, ones) for who in ("student", "teacher")], lambda sums: sums[:, 0] / sums[:, 1]


def each(evidence, who, sums):
    judged = evidence.judged
    return np.array([sums(evidence, gold, answer) for gold, answer in zip(judged.gold, getattr(judged, who))], float)


def class_sums(evidence, name):
    """Support, answered and hits class by class; an answer without a label is of a class of its own."""
    judged = evidence.judged
    said = {who: judged.labels(who, name) for who in ("gold", "student", "teacher")}
    everybody = said["gold"] + evidence.all.labels("student", name) + evidence.all.labels("teacher", name)
    place = {label: i for i, label in enumerate(sorted(set(everybody) - {None}))}
    both = []
    for who in ("student", "teacher"):
        sums = np.zeros((len(judged), 3 * (len(place) + 1)))
        for i, (gold, given, answer) in enumerate(zip(said["gold"], said[who], getattr(judged, who))):
            wanted, found = place.get(gold, len(place)), place.get(given, len(place))
            sums[i, 3 * wanted] += 1
            sums[i, 3 * found + 1] += 1
            sums[i, 3 * wanted + 2] += wanted == found and answer.valid
        both.append(sums)
    return both


def class_statistic(kind):
    def of(sums):
        support, answered, hits = (sums[:, k::3] for k in range(3))
        if kind == "mcc":
            n = support.sum(axis=1)
            spread = (n * n - (support**2).sum(axis=1)) * (n * n - (answered**2).sum(axis=1))
            top = hits.sum(axis=1) * n - (support * answered).sum(axis=1)
            return np.where(spread > 0, top / np.sqrt(np.where(spread > 0, spread, 1)), 0)
        value = 2 * hits / np.maximum(support + answered, 1) if kind == "macro_f1" else hits / np.maximum(support, 1)
        return (value * (support > 0)).sum(axis=1) / (support > 0).sum(axis=1)

    return of


def field_sums(evidence, gold, answer):
    c = collections.Counter(kind for _, kind in outcomes(gold.json, answer.json, evidence.tolerance))
    wanted = c["match"] + c["mismatch"] + c["omission"]
    given = c["match"] + c["mismatch"] + c["invention"]
    missed = max(1, wanted)
    return (c["match"], wanted, given) if answer.valid else (0, missed, missed)


def field_statistic(kind):
    def of(sums):
        match, wanted, given = sums.T
        return match / {"field_precision": given, "field_recall": wanted, "field_f1": (wanted + given) / 2}[kind]

    return of


def chrf_sums(evidence, gold, answer):
    """sacreBLEU's own counts of one pair: given, wanted and common n-grams for each n."""
    scorer = CHRF(char_order=CHRF_ORDER, word_order=0)
    return scorer._extract_corpus_statistics([answer.text], [[gold.text]])[0]


def chrf(sums):
    given, wanted, common = (sums[:, k::3] for k in range(3))
    counts = (given > 0) & (wanted > 0)
    orders = counts.sum(axis=1)
    precision = np.where(counts, common / given, 0).sum(axis=1) / orders
    recall = np.where(counts, common / wanted, 0).sum(axis=1) / orders
    return np.nan_to_num(5 * precision * recall / (4 * precision + recall))


def rouge_l(evidence, gold, answer):
    return rouge_scorer.RougeScorer(["rougeL"]).score(gold.text, answer.text)["rougeL"].fmeasure


def parses(evidence, gold, answer):
    return evidence.task.parses(answer.text)


def valid(evidence, gold, answer):
    return answer.valid


def named(calls):
    return collections.Counter(call["name"] for call in calls)


def names(evidence, gold, answer):
    return answer.json is not None and named(gold.json) == named(answer.json)


def right(evidence, gold, answer):
    return names(evidence, gold, answer) and all(
        kind == "match" for _, kind in outcomes(gold.json, answer.json, evidence.tolerance)
    )


def tools(figures, evidence):
    known = evidence.task.tools
    for report in figures.report.get("tools") or []:
        counts = collections.Counter(n=len(evidence.judged))
        for gold, answer in zip(evidence.judged.gold, getattr(evidence.judged, report["system"])):
            counts["wanted"] += bool(gold.json)
            counts["unreadable"] += answer.json is None
            if answer.json is None:
                continue
            given = [(known.get(call["name"]), set(call["arguments"])) for call in answer.json]
            kinds = [kind for _, kind in outcomes(gold.json, answer.json, evidence.tolerance)]
            counts["names"] += names(evidence, gold, answer)
            counts["right"] += right(evidence, gold, answer)
            counts["required"] += all(tool is not None and set(tool.get("required", [])) <= of for tool, of in given)
            counts["allowed"] += all(tool is not None and of <= set(tool.get("properties", of)) for tool, of in given)
            counts["noExtras"] += "invention" not in kinds
            counts["missedCalls"] += bool(gold.json) and not answer.json
            counts["falseCalls"] += not gold.json and bool(answer.json)
            counts["rightAbstentions"] += not gold.json and not answer.json
        keys = "n wanted unreadable names required allowed noExtras right missedCalls falseCalls rightAbstentions"
        figures.checks(report, **{key: counts[key] for key in keys.split()})


def endpoints(figures, evidence):
    """A fixed sequence stops at the first claim that is not shown; Holm's steps look at all open ones with a part of alpha."""
    reports = figures.report.get("endpoints")
    if not reports:
        return
    claims = [(evidence.plan["primary"], evidence.plan["margin"])] + evidence.endpoints()
    looked = holm(evidence, claims) if evidence.settings["procedure"] == "holm" else sequence(evidence, claims)
    figures.that(len(reports) == len(claims), ".endpoints", f"not {len(claims)} claims")
    for report, (name, margin), (alpha, ends, shown) in zip(reports, claims, looked):
        figures.that(report["metric"] == name, report.path, f"is not of {name}")
        figures.checks(report, margin=margin, alpha=alpha)
        figures.interval(report, "interval", ends)
        figures.that(report["shown"] == shown, report.path, f"shown is {report['shown']}, recomputed {shown}")


def look(evidence, claim, alpha):
    name, margin = claim
    if name == "exact" or name.startswith("field:"):
        judged = evidence.judged
        ends = evidence.decision(judged.right("student", name), judged.right("teacher", name), judged, 1 - 2 * alpha)
    else:
        seen = paired(evidence, name, 1 - 2 * alpha)
        ends = seen.decision if seen.known else None
    return alpha, ends, ends is not None and ends[0] > -margin


def sequence(evidence, claims):
    looked, open_ = [], True
    for claim in claims:
        looked.append(look(evidence, claim, evidence.alpha) if open_ else (None, None, False))
        open_ = looked[-1][2]
    return looked


def holm(evidence, claims):
    looked, open_ = {}, list(range(len(claims)))
    while open_:
        for i in open_:
            looked[i] = look(evidence, claims[i], evidence.alpha / len(open_))
        left = [i for i in open_ if not looked[i][2]]
        if left == open_:
            break
        open_ = left
    return [looked[i] for i in range(len(claims))]
