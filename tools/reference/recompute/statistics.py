"""Intervals and tests of shares that SciPy and statsmodels do not have in this form, with their sources."""

import collections
import math

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def wilson(hits, n, confidence):
    return proportion_confint(hits, n, alpha=1 - confidence, method="wilson")


def two_sided_normal(confidence):
    return stats.norm.ppf((1 + confidence) / 2)


def two_sided_student(freedom, confidence):
    return stats.t.ppf((1 + confidence) / 2, freedom)


def tango(b, c, n, z):
    """Tango 1998: the roots of the score, found by halving."""

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


def newcombe(a, b, c, d, confidence):
    """Newcombe 1998, method 10."""
    n = a + b + c + d
    first, second = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b, n, confidence), wilson(a + c, n, confidence)
    margins, association = (a + b) * (c + d) * (a + c) * (b + d), a * d - b * c
    association = max(0, association - n / 2) if association > 0 else association
    phi = association / math.sqrt(margins) if margins else 0

    def reach(x, y):
        return math.sqrt(max(0, x * x - 2 * phi * x * y + y * y))

    return first - second - reach(first - l1, u2 - second), first - second + reach(u1 - first, second - l2)


class Clustered:
    """A mean over values in groups; `error` is the one that decides."""

    def __init__(self, values, groups):
        values = np.asarray(values, float)
        self.mean, self.n = values.mean(), len(values)
        sums = collections.defaultdict(float)
        for group, residual in zip(groups, values - self.mean):
            sums[group] += residual
        self.clusters = len(sums)
        self.known = self.clusters > 1
        if self.known:
            self.independent = values.std(ddof=1) / math.sqrt(self.n)
            self.uncorrected = math.sqrt(sum(s * s for s in sums.values())) / self.n
            self.error = self.uncorrected * math.sqrt(self.clusters / (self.clusters - 1))
            self.effect = 1 if self.independent == 0 else (self.error / self.independent) ** 2

    def interval(self, confidence):
        reach = two_sided_student(self.clusters - 1, confidence) * self.error
        return self.mean - reach, self.mean + reach


def paired_shares(first, second, groups, confidence, design_effect=True):
    """The interval that decides about a difference of shares; groups are none where questions do not depend on each other.

    None where it cannot be estimated.
    """
    n = len(first)
    if n == 0:
        return None
    b = sum(bool(s and not t) for s, t in zip(first, second))
    c = sum(bool(t and not s) for s, t in zip(first, second))
    ends = [tango(b, c, n, two_sided_normal(confidence))]
    if groups is not None:
        mean = Clustered(np.asarray(first, float) - np.asarray(second, float), groups)
        if not mean.known:
            return None
        ends.append(mean.interval(confidence))
        if design_effect and mean.effect > 1 + 1e-9:
            ends.append(tango(b, c, n, two_sided_student(mean.clusters - 1, confidence) * math.sqrt(mean.effect)))
    return min(e[0] for e in ends), max(e[1] for e in ends)


def one_share(hits, groups, confidence):
    """Wilson's interval, or the cluster-robust one where that is wider; none of no questions."""
    if not len(hits):
        return None
    low, high = wilson(sum(hits), len(hits), confidence)
    mean = None if groups is None else Clustered(hits, groups)
    if mean is None or not mean.known:
        return low, high
    other = mean.interval(confidence)
    return max(0, min(low, other[0])), min(1, max(high, other[1]))
