"""Groups of people, in the test and in a panel, and sets of questions that differ in the people only.

Fairlearn's functions give the measures; when they are estimable, and their intervals, follow the report's own definitions.
"""

import fairlearn.metrics as fm

from .statistics import one_share, paired_shares

PANEL = "panel-predictions.jsonl"


def check(figures, evidence):
    if figures.report.get("bias"):
        Groups(figures, evidence, evidence.all).check(figures.report["bias"])
    panel = figures.report.get("panel")
    if panel:
        questions = evidence.questions(PANEL)
        labelled = sum(gold is not None for gold in questions.gold)
        figures.checks(panel, questions=len(questions), labelled=labelled)
        Groups(figures, evidence, questions).check(panel["bias"])


class Groups:
    def __init__(self, figures, evidence, questions):
        self.figures, self.evidence, self.questions = figures, evidence, questions

    def check(self, report):
        self.decision, self.favourable = report["decision"], set(report["favourable"])
        for attribute in report["attributes"]:
            self.attribute(attribute)
        if report.get("counterfactuals"):
            self.counterfactuals(report["counterfactuals"])

    def selected(self, questions, who):
        return [label in self.favourable for label in questions.labels(who, self.decision)]

    def of(self, name):
        """The questions of each group, by its value."""
        values = sorted({row["attributes"][name] for row in self.questions.rows if name in row["attributes"]})
        return {value: self.questions.with_attribute(name, value, None) for value in values}

    def attribute(self, report):
        groups = self.of(report["name"])
        self.each = 1 - (1 - self.evidence.confidence) / max(1, len(groups))
        self.each_of_two = 1 - (1 - self.evidence.confidence) / max(1, 2 * len(groups))
        self.figures.checks(
            report, confidence=self.evidence.confidence, without=len(self.questions) - sum(map(len, groups.values()))
        )
        shown = [group["value"] for group in report["groups"]]
        self.figures.that(shown == list(groups), report.path, f"the groups are {shown}, not {list(groups)}")
        for group in report["groups"]:
            self.group(group, groups[group["value"]])
        for who in ("teacher", "student"):
            rates = {group["value"]: group[who] for group in report["groups"]}
            self.figures.that(bool(report[who]) == bool(self.favourable), report.path, "measures without favourable labels, or none")
            for measure in report[who]:
                self.measure(measure, who, groups, rates)

    def group(self, report, questions):
        judged = questions.judged()
        self.figures.check(report, "n", len(questions))
        for who in ("teacher", "student"):
            should = [label in self.favourable for label in judged.labels("gold", self.decision)]
            positive = judged.only([i for i, each in enumerate(should) if each])
            negative = judged.only([i for i, each in enumerate(should) if not each])
            rates = report[who]
            self.rate(rates["selectionRate"], questions, self.selected(questions, who), self.each)
            self.rate(rates["truePositiveRate"], positive, self.selected(positive, who), self.each_of_two)
            self.rate(rates["falsePositiveRate"], negative, self.selected(negative, who), self.each_of_two)
            self.rate(rates["accuracy"], judged, judged.right(who, self.decision), self.each)
        self.change(report["selection"], questions, self.selected(questions, "student"), self.selected(questions, "teacher"), self.each)
        if len(judged):
            right = judged.right("student", self.decision), judged.right("teacher", self.decision)
            self.finding(report, self.change(report["accuracy"], judged, *right, self.each))
        else:
            self.figures.that(report.get("accuracy") is None, report.path, "an accuracy without right answers")

    def finding(self, report, ends):
        words = "NOT_ESTIMABLE" if ends is None else "WORSE" if ends[1] < 0 else "BETTER" if ends[0] > 0 else "NOT_SHOWN"
        self.figures.that(report["finding"] == words, report.path, f"finding is {report['finding']}, not {words}")

    def rate(self, report, questions, hits, confidence):
        self.figures.checks(report, count=sum(hits), of=len(hits))
        self.figures.interval(report, "interval", one_share(hits, self.evidence.clusters(questions), confidence))

    def change(self, report, questions, student, teacher, confidence):
        ends = paired_shares(student, teacher, self.evidence.clusters(questions), confidence)
        n = len(questions)
        self.figures.checks(report, n=n, difference=(sum(student) - sum(teacher)) / n if n else 0)
        self.figures.interval(report, "interval", ends)
        return ends

    def measure(self, report, who, groups, rates):
        """The value by Fairlearn; the interval holds every gap that the groups' own intervals leave room for."""
        opportunity = report["name"].startswith("equal_opportunity")
        kinds = (
            ["selectionRate"]
            if report["name"].startswith("demographic")
            else ["truePositiveRate"] + ([] if opportunity else ["falsePositiveRate"])
        )
        ratio = report["name"].endswith("_ratio")
        parts = [ratio_of([r[kind] for r in rates.values()]) if ratio else gap_of([r[kind] for r in rates.values()]) for kind in kinds]
        if any(part is None for part in parts):
            self.figures.check(report, "value", None)
            self.figures.interval(report, "interval", None)
            return
        take = min if ratio else max
        self.figures.check(report, "value", self.fairlearn(report["name"], who, groups))
        self.figures.interval(report, "interval", (take(p[0] for p in parts), take(p[1] for p in parts)))

    def fairlearn(self, name, who, groups):
        judged_only = not name.startswith("demographic")
        questions = {value: each.judged() if judged_only else each for value, each in groups.items()}
        people = [value for value, each in questions.items() for _ in range(len(each))]
        given = [hit for each in questions.values() for hit in self.selected(each, who)]
        should = [hit for each in questions.values() for hit in self.selected(each, "gold")] if judged_only else given
        return getattr(fm, name)([int(s) for s in should], [int(g) for g in given], sensitive_features=people)

    def counterfactuals(self, report):
        sets = {}
        for i, row in enumerate(self.questions.rows):
            name, people = (row["attributes"].get(report[key]) for key in ("pair", "variant"))
            if name is not None and people is not None:
                sets.setdefault(name, {}).setdefault(people, i)
        complete = [dict(sorted(members.items())) for _, members in sorted(sets.items()) if len(members) > 1]
        first = self.questions.only([next(iter(members.values())) for members in complete])
        self.figures.checks(report, sets=len(complete), incomplete=len(sets) - len(complete))
        flips, confidence = {}, self.evidence.confidence
        for who in ("teacher", "student"):
            labels = self.questions.labels(who, self.decision)
            said = [[labels[i] for i in members.values()] for members in complete]
            flips[who] = [None in each or len(set(each)) > 1 for each in said]
            self.rate(report[who + "Flips"], first, flips[who], confidence)
            if report.get(who + "Silent") is not None:
                self.figures.check(report, who + "Silent", sum(set(each) == {None} for each in said))
        if complete:
            self.change(report["change"], first, flips["student"], flips["teacher"], confidence)
        self.variants(report, complete)

    def variants(self, report, complete):
        for variant in report["variants"]:
            some = self.questions.only([members[variant["value"]] for members in complete if variant["value"] in members])
            self.figures.checks(
                variant,
                n=len(some),
                selectedByTeacher=sum(self.selected(some, "teacher")),
                selectedByStudent=sum(self.selected(some, "student")),
            )
        people = {value for members in complete for value in members}
        self.figures.that({v["value"] for v in report["variants"]} == people, report.path, f"variants other than {sorted(people)}")


def ends_of(rates):
    """Values and ends; none where a rate is of nothing, or there are fewer than two groups."""
    if len(rates) < 2 or any(rate["of"] == 0 for rate in rates):
        return None
    values = [rate["count"] / rate["of"] for rate in rates]
    return values, [rate["interval"]["lower"] for rate in rates], [rate["interval"]["upper"] for rate in rates]


def gap_of(rates):
    found = ends_of(rates)
    if found is None:
        return None
    _, low, high = found
    return max(0, max(low) - min(high)), max(high) - min(low)


def ratio_of(rates):
    found = ends_of(rates)
    if found is None or max(found[0]) == 0:
        return None
    _, low, high = found
    return min(low) / max(high), 1 if max(low) == 0 else min(1, min(high) / max(low))
