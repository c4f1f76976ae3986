"""Population stability indices with their intervals, as org.dasllm.dataset.gate.Drift has them, written apart from it with numpy, and how often
the interval holds the index of the shares that rows were drawn from.

    psi.py FIXTURE.json     writes the cases of DriftTest
    psi.py --coverage       draws 2,000 pairs of datasets for each of some shifts and sizes
"""
import json
import sys

import numpy as np

CASES = [
    {"before": {"a": 500, "b": 300, "c": 200}, "now": {"a": 480, "b": 310, "c": 210}},
    {"before": {"a": 500, "b": 300, "c": 200}, "now": {"a": 200, "b": 300, "c": 500}},
    {"before": {"a": 50, "b": 30, "c": 20}, "now": {"a": 40, "b": 30, "d": 5}},
    {"before": {"a": 1, "b": 1}, "now": {"a": 7, "b": 2}},
    {"before": {f"c{i}": 1000 // (i + 1) for i in range(40)}, "now": {f"c{i}": 1000 // (40 - i) for i in range(40)}},
]


def psi(before, now):
    names = sorted(set(before) | set(now))
    a = np.array([before.get(name, 0) for name in names], float)
    b = np.array([now.get(name, 0) for name in names], float)
    n, m, k = a.sum(), b.sum(), len(names)
    p, q = (a + 0.5) / (n + 0.5 * k), (b + 0.5) / (m + 0.5 * k)
    index = float(((p - q) * np.log(p / q)).sum())
    by_p = np.log(p / q) + 1 - q / p
    by_q = 1 - p / q - np.log(p / q)
    # The covariance of a share's estimates, written out: diag(p) - p pᵀ, over the number of rows.
    delta = by_p @ (np.diag(p) - np.outer(p, p)) @ by_p / n + by_q @ (np.diag(q) - np.outer(q, q)) @ by_q / m
    chance = 1 / n + 1 / m
    half = 1.959963984540054 * np.sqrt(delta + 2 * (k - 1) * chance ** 2)
    centre = index - (k - 1) * chance
    return {"index": index, "low": float(centre - half), "high": float(centre + half)}


def coverage():
    draw = np.random.default_rng(11)
    for k in (2, 8, 77):
        for shift in (0.0, 0.1, 0.25, 0.6):
            p = draw.dirichlet(np.full(k, 5.0))
            # Along the way to the reversed shares as far as the index wants it.
            low, high = 0.0, 1.0
            other = np.sort(p)[::-1][np.argsort(np.argsort(p))]
            index_at = lambda t: (lambda q: float(((p - q) * np.log(p / q)).sum()))((1 - t) * p + t * other)
            if index_at(1.0) < shift:
                continue
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if index_at(middle) < shift else (low, middle)
            q = (1 - low) * p + low * other
            true = index_at(low)
            for n, m in ((1000, 1000), (20000, 500), (20000, 20000)):
                held = above = 0
                for _ in range(2000):
                    a, b = draw.multinomial(n, p), draw.multinomial(m, q)
                    got = psi(dict(enumerate(a)), dict(enumerate(b)))
                    held += got["low"] <= true + 1e-12 and true <= got["high"]
                    above += got["low"] > true + 1e-12
                print(f"classes {k:2d} index {true:.2f} rows {n}, {m}: covers {held / 2000:.3f}, lower end above it {above / 2000:.3f}")


if __name__ == "__main__":
    if sys.argv[1] == "--coverage":
        coverage()
    else:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            json.dump([{**case, **psi(case["before"], case["now"])} for case in CASES], file, indent=1)
            file.write("\n")
