"""The bootstrap of whole groups, with the same draws as the report's."""

import math

import numpy as np
from scipy import stats

from .statistics import two_sided_normal, two_sided_student

RESAMPLES = 2000


def mixed(z):
    """SplittableRandom's 32 bits of a state (Steele, Lea, Flood 2014)."""
    z = (z ^ (z >> np.uint64(33))) * np.uint64(0x62A9D9ED799705F5)
    return ((z ^ (z >> np.uint64(28))) * np.uint64(0xCB24D0A5C88C35B3)) >> np.uint64(32)


def draws(seed, bound):
    """What SplittableRandom(seed).nextInt(bound) gives, RESAMPLES times bound of them, a resample a row."""
    wanted = RESAMPLES * bound
    found, at = [], 1
    while sum(map(len, found)) < wanted:
        count = min(4_000_000, wanted + 1000)
        with np.errstate(over="ignore"):
            steps = np.arange(at, at + count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            bits = mixed(steps + np.uint64(seed))
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
    acceleration = 0 if not off.any() else np.sum(off**3) / (6 * np.sum(off**2) ** 1.5)
    ends = []
    for z in (stats.norm.ppf((1 - confidence) / 2), stats.norm.ppf((1 + confidence) / 2)):
        shifted = bias + z
        ends.append(np.quantile(resampled, stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))))
    return tuple(ends)


def times(drawn):
    """How often each group was drawn, a resample a row."""
    rows, bound = drawn.shape
    places = drawn + bound * np.arange(rows)[:, None]
    return np.bincount(places.ravel(), minlength=rows * bound).reshape(rows, bound).astype(float)


class Resampled:
    """A statistic of sums over questions, an array of (questions, sums), with its intervals."""

    def __init__(self, sums, statistic, groups, seed, confidence):
        order = {group: i for i, group in enumerate(dict.fromkeys(groups))}
        self.clusters = len(order)
        by_cluster = np.zeros((self.clusters, sums.shape[1]))
        np.add.at(by_cluster, [order[group] for group in groups], sums)
        total = by_cluster.sum(axis=0)
        self.estimate = statistic(total[None])[0]
        self.known = self.clusters > 1 and not np.isnan(self.estimate)
        if not self.known:
            return
        left_out = statistic(total[None] - by_cluster)
        resampled = np.concatenate([statistic(times(part) @ by_cluster) for part in np.array_split(draws(seed, self.clusters), 50)])
        defined = resampled[~np.isnan(resampled)]
        self.known = not np.isnan(left_out).any() and len(defined) >= 0.95 * RESAMPLES
        if not self.known:
            return
        n = self.clusters
        self.error = math.sqrt((n - 1) / n * np.sum((left_out - left_out.mean()) ** 2))
        reach = two_sided_student(n - 1, confidence) * self.error
        self.t = self.estimate - reach, self.estimate + reach
        self.bca = bca(self.estimate, defined, left_out, confidence)
        z2 = two_sided_normal(confidence) ** 2
        unseen = z2 / (len(sums) + z2)
        self.decision = (
            min(self.t[0], self.bca[0], self.estimate - unseen),
            max(self.t[1], self.bca[1], self.estimate + unseen),
        )
