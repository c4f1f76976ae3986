"""What the student's probabilities are worth, and the threshold below which answers go to people."""

import math

import numpy as np
from scipy import stats

from .statistics import Clustered, wilson

USUAL_GREATEST_ERROR = "0.05"


def check(figures, evidence):
    report = figures.report.get("calibration")
    judged = evidence.judged
    stated = judged.only([i for i, row in enumerate(judged.rows) if row.get("studentProbability") is not None])
    figures.that((report is not None) == (len(stated) > 0), ".calibration", "is there without probabilities, or is not")
    if not report:
        return
    said = np.array([row["studentProbability"] for row in stated.rows])
    right = np.array(stated.right("student", evidence.primary), float)
    greatest = float(evidence.settings.get("greatest_error", USUAL_GREATEST_ERROR))
    figures.checks(
        report, n=len(stated), unstated=len(judged) - len(stated), brier=((said - right) ** 2).mean(), greatestError=greatest
    )
    bins(figures, evidence, report, said, right)
    thresholds(figures, report, Choices(evidence, said, right, evidence.clusters(stated)), greatest)


def bins(figures, evidence, report, said, right):
    error, shown = 0, iter(report["bins"])
    for b in range(10):
        inside = (said > b / 10) & (said <= (b + 1) / 10) | ((b == 0) & (said == 0))
        n = int(inside.sum())
        if n == 0:
            continue
        found = next(shown, None)
        if found is None:
            figures.that(False, f"{report.path}.bins", "are too few")
            return
        accuracy, mean = right[inside].mean(), said[inside].mean()
        figures.checks(found, above=b / 10, upTo=(b + 1) / 10, n=n, meanProbability=mean, accuracy=accuracy)
        figures.interval(found, "interval", wilson(right[inside].sum(), n, evidence.confidence))
        error += n / len(said) * abs(accuracy - mean)
    figures.that(next(shown, None) is None, f"{report.path}.bins", "are too many")
    figures.check(report, "error", error)


class Choices:
    def __init__(self, evidence, said, right, groups):
        self.said, self.right, self.groups = said, right, groups
        self.confidence = 1 - evidence.alpha
        self.everything = self.spread(said >= 0)[0]

    def spread(self, kept):
        """Design effect of the kept answers' errors, and their clusters."""
        if self.groups is None:
            return 1, int(kept.sum())
        mean = Clustered(1 - self.right[kept], [group for group, keep in zip(self.groups, kept) if keep])
        return (max(1, mean.effect), mean.clusters) if mean.known else (1, 1)

    def at(self, threshold):
        """How many are kept and wrong, what they are worth, and the bound of the error (Korn and Graubard 1998)."""
        kept = self.said >= threshold
        n, errors = int(kept.sum()), int((1 - self.right[kept]).sum())
        effect, clusters = self.spread(kept)
        if clusters < 2 and n > 1:
            return n, errors, 1, 1
        ratio = 1 if clusters == n else stats.t.ppf(self.confidence, n - 1) / stats.t.ppf(self.confidence, clusters - 1)
        worth = min(n, n / max(effect, self.everything) * ratio**2)
        x = errors * worth / n
        return n, errors, worth, 1 if errors == n else stats.beta.ppf(self.confidence, x + 1, worth - x)


def thresholds(figures, report, choices, greatest):
    reached = [step for step in range(100, -1, -1) if (choices.said >= step / 100).any()]
    shown = [step / 100 for step in reached if step % 10 == 0]
    figures.that(len(shown) == len(report["choices"]), f"{report.path}.choices", f"are not {len(shown)}")
    for found, threshold in zip(report["choices"], shown):
        choice(figures, found, choices, threshold)
    best, enough = None, math.ceil(math.log1p(-choices.confidence) / math.log1p(-greatest))
    for step in reached:
        _, _, worth, bound = choices.at(step / 100)
        if worth >= enough:
            if bound >= greatest:
                break
            best = step / 100
    figures.check(report, "threshold", best)
    figures.that((report.get("kept") is None) == (best is None), report.path, "kept without a threshold, or none")
    if report.get("kept") and best is not None:
        choice(figures, report["kept"], choices, best)


def choice(figures, found, choices, threshold):
    n, errors, worth, bound = choices.at(threshold)
    figures.checks(found, threshold=threshold, kept=n, wrong=errors, effective=worth, bound=bound)
