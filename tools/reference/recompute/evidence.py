"""An evaluation's predictions with what was planned."""

import json
import re

from .answers import Answer, Task
from .statistics import paired_shares

BEFORE_DESIGN_EFFECT = "the wider end of Tango's score interval and the cluster-robust t interval"


class Questions:
    """Answers to some questions, question by question."""

    def __init__(self, rows, task):
        self.rows = rows
        self.gold = [None if row.get("gold") is None else task.read(row["gold"]) for row in rows]
        self.teacher = [task.read(row["teacher"]) for row in rows]
        self.student = [
            Answer("", None, False) if row.get("studentMissing") else task.read(row["student"], row["studentValid"])
            for row in rows
        ]
        self.groups = [row["group"] for row in rows]

    def only(self, keep):
        """The same of some questions, by their places."""
        some = object.__new__(Questions)
        for name, all_of_them in vars(self).items():
            setattr(some, name, [all_of_them[i] for i in keep])
        return some

    def judged(self):
        return self.only([i for i, gold in enumerate(self.gold) if gold is not None])

    def with_attribute(self, name, value, missing="(none)"):
        return self.only([i for i, row in enumerate(self.rows) if row["attributes"].get(name, missing) == value])

    def labels(self, who, metric):
        return [None if answer is None else answer.label(metric) for answer in getattr(self, who)]

    def right(self, who, metric):
        """Of judged questions: whether each was answered right."""
        return [gold == given for gold, given in zip(self.labels("gold", metric), self.labels(who, metric))]

    def agreed(self, metric):
        pairs = zip(self.labels("student", metric), self.labels("teacher", metric))
        return sum(s is not None and s == t for s, t in pairs)

    def __len__(self):
        return len(self.rows)


class Evidence:
    def __init__(self, folder):
        self.folder = folder
        self.report = json.loads((folder / "report.json").read_text())
        self.plan = self.report["plan"]
        self.task = Task(self.report["data"]["task"])
        self.metrics = [metric["name"] for metric in self.report["metrics"]]
        self.primary = self.metrics[0]
        self.alpha = self.plan["alpha"]
        self.confidence = 1 - 2 * self.alpha
        self.clustered = self.plan["groupClustered"]
        self.design_effect = self.plan["intervalMethod"] != BEFORE_DESIGN_EFFECT
        self.seed = int(self.plan["testSha256"][:16], 16)
        self.settings = self.plan.get("settings") or {}
        self.tolerance = json.loads(self.settings.get("tolerance", "{}"))
        self.all = self.questions("predictions.jsonl")
        self.judged = self.all.judged()

    def questions(self, file):
        return Questions([json.loads(line) for line in (self.folder / file).read_text().split("\n") if line], self.task)

    def clusters(self, questions):
        """None where questions are taken as independent."""
        return questions.groups if self.clustered else None

    def decision(self, first, second, questions, confidence=None):
        """The interval that the plan's method gives of a difference of shares."""
        return paired_shares(first, second, self.clusters(questions), confidence or self.confidence, self.design_effect)

    def endpoints(self):
        """Claims beside the primary one, as the plan writes them: metric and margin."""
        written = self.settings.get("endpoints")
        claims = re.findall(r"(?:^|, )(.+?) within ([0-9.E-]+)(?=, |$)", written) if written else []
        return [(metric, float(margin)) for metric, margin in claims]
