"""What was asked, what could not be used, and the verdict."""

import collections

from . import graded
from .statistics import wilson


def check(figures, evidence):
    counted(figures, evidence)
    verdict(figures, evidence)


def counted(figures, evidence):
    everything, groups = evidence.all, collections.Counter(evidence.all.groups)
    figures.checks(
        figures.report["data"],
        testSamples=len(everything),
        withGold=len(evidence.judged),
        groups=len(groups),
        largestGroup=max(groups.values()),
    )
    figures.check(figures.report["plan"], "testSamples", len(everything))
    figures.that(len({row["id"] for row in everything.rows}) == len(everything), ".data", "a question was answered twice")
    figures.that(
        {row["plan"] for row in everything.rows} == {figures.report["planSha256"]}, ".planSha256", "answers of another plan"
    )
    outputs = figures.report["outputs"]
    invalid = sum(not answer.valid for answer in everything.student)
    teacher_invalid = sum(not answer.valid for answer in everything.teacher)
    figures.checks(outputs, asked=len(everything), studentInvalid=invalid, teacherInvalid=teacher_invalid)
    figures.interval(outputs, "studentInvalidRate", wilson(invalid, len(everything), evidence.confidence))
    known = {label for who in ("gold", "teacher") for label in everything.labels(who, evidence.primary)}
    strange = sum(label is not None and label not in known for label in everything.labels("student", evidence.primary))
    figures.that(outputs["studentUnknown"] <= strange, f"{outputs.path}.studentUnknown", f"at most {strange} labels are unknown to the test")


def verdict(figures, evidence):
    found, margin, judged = figures.report["verdict"], evidence.plan["margin"], evidence.judged
    name = evidence.plan["primary"]
    figures.checks(found, n=len(judged), margin=margin, confidence=evidence.confidence)
    if not len(judged):
        student = teacher = ends = None
    elif name == evidence.primary:
        rights = judged.right("student", name), judged.right("teacher", name)
        student, teacher = (sum(right) / len(right) for right in rights)
        ends = evidence.decision(*rights, judged)
    else:
        seen = graded.paired(evidence, name, evidence.confidence)
        student, teacher = seen.values["student"], seen.values["teacher"]
        ends = seen.decision if seen.known else None
    difference = None if student is None or (name != evidence.primary and ends is None) else student - teacher
    figures.checks(found, studentAccuracy=student, teacherAccuracy=teacher, difference=difference)
    figures.interval(found, "interval", ends)
    outcome(figures, found, ends, margin)


def outcome(figures, found, ends, margin):
    """Learnt questions or a claim that fails block a verdict that the interval alone would allow."""
    learnt = figures.report.get("overlap") and figures.report["overlap"]["questions"] > 0
    claims = figures.report.get("endpoints")
    shown = ends is not None and ends[0] > -margin and not learnt and (not claims or claims[0]["shown"])
    words = "NOT_ESTIMABLE" if ends is None else "NON_INFERIOR" if shown else "NOT_SHOWN"
    figures.that(found["outcome"] == words, found.path, f"outcome is {found['outcome']}, not {words}")
