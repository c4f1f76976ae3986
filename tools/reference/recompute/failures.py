"""The worst answers, what is taken for what, and what stands in clusters of failures."""

import collections
import hashlib

from .statistics import wilson

MOST, MOST_USELESS = 20, 6
MOST_CONFUSIONS = 12
CLUSTERS_CONFIDENCE = 0.95


def check(figures, evidence):
    worst(figures, evidence)
    groups(figures, evidence)


def worst(figures, evidence):
    """Their order is a rule, so that the list must be the same, with the probabilities that the student gave."""
    if figures.report.get("failures") is None:
        return
    ranked = sorted(filter(None, (rank(evidence, i) for i in range(len(evidence.all)))), key=lambda each: each[0])
    chosen, useless = [], 0
    for _, i in ranked:
        usable = evidence.all.student[i].valid
        useless += not usable
        if len(chosen) < MOST and (usable or useless <= MOST_USELESS):
            chosen.append(evidence.all.rows[i])
    shown = figures.report["failures"]
    figures.that([f["id"] for f in shown] == [row["id"] for row in chosen], ".failures", "not the worst answers by the rule")
    for failure, row in zip(shown, chosen):
        figures.check(failure, "probability", row.get("studentProbability"))


def rank(evidence, i):
    """The worst first; none of an answer that is no failure."""
    gold, teacher, student = (getattr(evidence.all, who)[i] for who in ("gold", "teacher", "student"))
    wanted = teacher if gold is None else gold
    missed = [m for m in evidence.metrics if wanted.label(m) != student.label(m)]
    if student.valid and evidence.primary not in missed:
        return None
    taught = gold is not None and gold.label(evidence.primary) == teacher.label(evidence.primary)
    row = evidence.all.rows[i]
    doubt = 1 - (row.get("studentProbability") or 0)
    order = (1 if student.valid else 0) if taught else 2
    return (order, -len(missed), doubt, hashlib.sha256(row["id"].encode()).hexdigest()), i


def groups(figures, evidence):
    """Which questions have a cluster's word stands in their texts, so that of clusters only the rest is recomputed."""
    report = figures.report.get("failureGroups")
    if not report:
        return
    judged = evidence.judged
    of, pairs = collections.Counter(), collections.Counter()
    for right, given in zip(judged.labels("gold", evidence.primary), judged.labels("student", evidence.primary)):
        of[right] += 1
        if given != right:
            pairs[right, "" if given is None else given] += 1
    figures.checks(report, questions=len(judged), failures=sum(pairs.values()))
    # By their order, which is a rule: a label that is a whole answer may be shown masked.
    most = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    figures.that(len(report["confusions"]) == min(MOST_CONFUSIONS, len(most)), f"{report.path}.confusions", "not the most frequent")
    for each, ((right, _), count) in zip(report["confusions"], most):
        figures.checks(each, count=count, of=of[right])
    for cluster in report["clusters"]:
        figures.interval(cluster, "rate", wilson(cluster["failures"], cluster["questions"], CLUSTERS_CONFIDENCE))
        figures.that(cluster["failures"] <= sum(pairs.values()), cluster.path, "more failures than there are")
        for each in cluster["confusions"]:
            if each["right"] in of:
                figures.check(each, "of", of[each["right"]])
                figures.that(each["count"] <= of[each["right"]], each.path, "more often than the label is right")
