"""Metrics of right and wrong: the systems, student against teacher, classes, slices."""

import copy
import math

import numpy as np
import sklearn.metrics as sm
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from . import graded
from .statistics import Clustered, newcombe, tango, two_sided_normal, wilson

INVALID = "(invalid)"
POWER = 0.8


def check(figures, evidence):
    for report in figures.report["metrics"]:
        metric(figures, evidence, report)
    secondary = [report["paired"] for report in figures.report["metrics"][1:]]
    if secondary and all(secondary):
        exact = [each["mcNemar"]["exact"] for each in secondary]
        for one, p in zip(secondary, multipletests(exact, method="holm")[1]):
            figures.check(one, "holm", p)
    for report in figures.report["slices"]:
        slice_of(figures, evidence, report)


def metric(figures, evidence, report):
    name, judged, questions = report["name"], evidence.judged, evidence.all
    student, teacher = judged.right("student", name), judged.right("teacher", name)
    for row, *right in zip(judged.rows, student, teacher):
        marked = [row["studentCorrect"][name], row["teacherCorrect"][name]]
        figures.that(marked == right, report.path, f"{row['id']} is marked otherwise than its answers say")
    systems = {system["name"]: system for system in report["systems"]}
    said = questions.labels("teacher", name)
    score(figures, evidence, systems["teacher"], sum(teacher), sum(label is not None for label in said), teacher)
    score(figures, evidence, systems["student"], sum(student), questions.agreed(name), teacher)
    figures.interval(systems["student"], "differenceInterval", evidence.decision(student, teacher, judged))
    if "majority class" in systems:
        majority(figures, evidence, systems["majority class"], name, teacher)
    if "bag of words" in systems:
        bag = systems["bag of words"]
        score(figures, evidence, bag, None, None, teacher)
    kappa(figures, questions, report)
    if len(judged):
        paired(figures, evidence, report["paired"], student, teacher)
        classes(figures, report["classes"], judged, name)


def score(figures, evidence, system, right, agreed, teacher):
    """A system's row. Of a baseline that answers as the training data say, right and agreed are taken from the report."""
    n, asked, confidence = len(evidence.judged), len(evidence.all), evidence.confidence
    if right is not None:
        figures.checks(system, right=right, agreed=agreed)
    right, agreed = system["right"], system["agreed"]
    is_teacher = system["name"] == "teacher"
    figures.checks(
        system,
        n=n,
        asked=asked,
        accuracy=right / n if n else None,
        agreement=agreed / asked,
        difference=None if is_teacher or not n else (right - sum(teacher)) / n,
    )
    figures.interval(system, "accuracyInterval", wilson(right, n, confidence) if n else None)
    figures.interval(system, "agreementInterval", wilson(agreed, asked, confidence))


def majority(figures, evidence, system, name, teacher):
    """It gives one label everywhere: there must be one with which its whole row comes out, or it is one that nobody else gives."""
    gold, said = evidence.judged.labels("gold", name), evidence.all.labels("teacher", name)
    found = None
    for label in sorted(set(gold) | set(said) - {None}) + [None]:
        hits = [label is not None and each == label for each in gold]
        if (sum(hits), sum(label is not None and each == label for each in said)) != (system["right"], system["agreed"]):
            continue
        ends = evidence.decision(hits, teacher, evidence.judged)
        shown = system.get("differenceInterval")
        if ends is None or shown is None or all(abs(shown[k] - e) <= 1e-9 for k, e in zip(("lower", "upper"), ends)):
            found = sum(hits), system["agreed"], ends
            break
        found = found or (sum(hits), system["agreed"], ends)
    figures.that(found is not None, system.path, "no single label gives these figures")
    if found:
        score(figures, evidence, system, found[0], found[1], teacher)
        figures.interval(system, "differenceInterval", found[2])


def kappa(figures, questions, report):
    first = [label if label is not None else INVALID for label in questions.labels("student", report["name"])]
    second = [label if label is not None else INVALID + " teacher" for label in questions.labels("teacher", report["name"])]
    constant = len(set(first) | set(second)) == 1
    figures.check(report, "kappa", None if constant else sm.cohen_kappa_score(first, second))


def paired(figures, evidence, report, student, teacher):
    table = [[0, 0], [0, 0]]
    for s, t in zip(student, teacher):
        table[0 if s else 1][0 if t else 1] += 1
    (a, b), (c, d) = table
    n, confidence = a + b + c + d, evidence.confidence
    z = two_sided_normal(confidence)
    spread = math.sqrt(((b + c) / n - ((b - c) / n) ** 2) / n)
    needed = (stats.norm.ppf(1 - evidence.alpha) + stats.norm.ppf(POWER)) ** 2 * max(1, b + c) / n / evidence.plan["margin"] ** 2
    figures.checks(report["counts"], bothRight=a, studentOnly=b, teacherOnly=c, bothWrong=d)
    figures.checks(report, difference=(b - c) / n, neededForEightyPercent=math.ceil(needed))
    figures.interval(report, "tango", tango(b, c, n, z))
    figures.interval(report, "newcombe", newcombe(a, b, c, d, confidence))
    figures.interval(report, "wald", ((b - c) / n - z * spread, (b - c) / n + z * spread))
    figures.interval(report, "decision", evidence.decision(student, teacher, evidence.judged))
    of_groups(figures, evidence, report, student, teacher)
    tests(figures, report["mcNemar"], table)


def of_groups(figures, evidence, report, student, teacher):
    mean = Clustered(np.asarray(student, float) - np.asarray(teacher, float), evidence.judged.groups)
    figures.interval(report, "clusteredInterval", mean.interval(evidence.confidence) if mean.known else None)
    if mean.known:
        figures.checks(
            report["clustered"],
            mean=mean.mean,
            n=mean.n,
            clusters=mean.clusters,
            independentError=mean.independent,
            clusteredError=mean.uncorrected,
            correctedError=mean.error,
        )


def tests(figures, report, table):
    b, c = table[0][1], table[1][0]
    plain = mcnemar(table, exact=False, correction=False) if b + c else None
    # Where both are alone equally often the correction would go beyond 0, and statsmodels does not stop there.
    corrected = mcnemar(table, exact=False, correction=True) if b != c else None
    fair = stats.binom(b + c, 0.5)
    figures.checks(
        report,
        exact=mcnemar(table, exact=True).pvalue,
        midP=min(1, 2 * fair.cdf(min(b, c)) - fair.pmf(min(b, c))),
        uncorrectedStatistic=plain.statistic if plain else 0,
        uncorrected=plain.pvalue if plain else 1,
        correctedStatistic=corrected.statistic if corrected else 0,
        corrected=corrected.pvalue if corrected else 1,
    )


def classes(figures, report, judged, name):
    gold = judged.labels("gold", name)
    answered = [label if label is not None else INVALID for label in judged.labels("student", name)]
    labels = sorted(set(gold) | set(answered))
    matrix = sm.confusion_matrix(gold, answered, labels=labels)
    precision, recall, f1, support = sm.precision_recall_fscore_support(gold, answered, labels=labels, zero_division=0)
    figures.check(report, "macroF1", sm.f1_score(gold, answered, labels=sorted(set(gold)), average="macro", zero_division=0))
    figures.that(len(report["scores"]) == len(labels), f"{report.path}.scores", f"not {len(labels)} classes")
    for i, shown in enumerate(report["scores"]):
        given = matrix[:, i].sum()
        figures.checks(
            shown,
            support=support[i],
            answered=given,
            precision=precision[i] if given else None,
            recall=recall[i] if support[i] else None,
            f1=f1[i],
        )
    if report.get("matrix"):
        figures.table(report["matrix"], "counts", matrix.tolist())
    mistakes = sorted((int(matrix[i][j]) for i in range(len(labels)) for j in range(len(labels)) if i != j), reverse=True)
    figures.that(len(report["confusions"]) == min(20, sum(m > 0 for m in mistakes)), f"{report.path}.confusions", "not the 20 most frequent")
    for shown, count in zip(report["confusions"], mistakes):
        figures.check(shown, "count", count)


def slice_of(figures, evidence, report):
    asked = evidence.all.with_attribute(report["attribute"], report["value"])
    judged = asked.judged()
    n = len(judged)
    figures.checks(report, asked=len(asked), n=n, agreement=asked.agreed(evidence.primary) / len(asked))
    values, interval = primary_of(evidence, judged) if n else ({}, None)
    student, teacher = values.get("student"), values.get("teacher")
    figures.checks(
        report,
        studentAccuracy=student,
        teacherAccuracy=teacher,
        difference=None if student is None or teacher is None else student - teacher,
    )
    figures.interval(report, "interval", interval)
    figures.that(report["small"] == (n < evidence.plan["minimumSliceSize"]), report.path, "small is marked wrongly")


def primary_of(evidence, judged):
    """Student's and teacher's value of the metric that decides, and the interval of the difference, on some questions."""
    if any(each["primary"] for each in evidence.report.get("graded") or []):
        part = copy.copy(evidence)
        part.judged = judged
        seen = graded.paired(part, evidence.plan["primary"], evidence.confidence)
        return {who: None if np.isnan(value) else value for who, value in seen.values.items()}, seen.decision if seen.known else None
    right = {who: judged.right(who, evidence.primary) for who in ("student", "teacher")}
    return {who: np.mean(each) for who, each in right.items()}, evidence.decision(right["student"], right["teacher"], judged)
