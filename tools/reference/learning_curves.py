"""Power laws through the points of learning curves as SciPy's curve_fit finds them.

    python3.11 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python tools/reference/learning_curves.py

writes eval/src/test/resources/reference/learning-curves.json. Every curve is fitted from many start values, with the points' whole covariance and
the bounds that the Java code has; the nearest of all fits counts. The ends of an interval are found by another way than in Java: SciPy's SLSQP
makes the error (or the gain) at a number of labels as small or as large as it can be while the squared distance stays within the threshold.
"""

import json
import pathlib
from importlib.metadata import version

import numpy as np
from scipy.optimize import curve_fit, minimize

OUT = pathlib.Path(__file__).parents[2] / "eval/src/test/resources/reference/learning-curves.json"
RANDOM = np.random.default_rng(20261130)
LEAST, LARGEST = 0.02, 4.0
THRESHOLD = 3.841458820694124  # of chi-squared with one degree of freedom, at 0.95


def law(ratio, a, b, c):
    return a + b * ratio ** (-c)


def fit(ratios, errors, covariance):
    best = None
    for c in np.geomspace(LEAST * 1.01, LARGEST * 0.99, 25):
        for a in (1e-6, 0.5 * errors.min(), errors.min() * 0.95):
            try:
                found, _ = curve_fit(
                    law, ratios, errors, p0=(a, max(errors.max() - errors.min(), 1e-3) / 4, c), sigma=covariance,
                    absolute_sigma=True, bounds=([0, 0, LEAST], [np.inf, np.inf, LARGEST]),
                    ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=20000)
            except RuntimeError:
                continue
            rest = errors - law(ratios, *found)
            distance = float(rest @ np.linalg.solve(covariance, rest))
            if best is None or distance < best[1]:
                best = (found, distance)
    return best


def ends(ratios, errors, covariance, best, distance, quantity):
    weights = np.linalg.inv(covariance)

    def left(p):
        rest = errors - law(ratios, *p)
        return (distance + THRESHOLD) - rest @ weights @ rest

    found = []
    for sign in (1, -1):
        least = np.inf
        for c in np.geomspace(LEAST, LARGEST, 12):
            # From the nearest curve with this exponent.
            x = np.stack([np.ones_like(ratios), ratios ** (-c)], axis=1)
            ab = np.maximum(np.linalg.solve(x.T @ weights @ x, x.T @ weights @ errors), 1e-9)
            for start in ((*ab, c), best):
                result = minimize(lambda p: sign * quantity(p) * 100, start, method="SLSQP",
                                  bounds=[(0, 1), (0, 5), (LEAST, LARGEST)],
                                  constraints=[{"type": "ineq", "fun": left}], options={"ftol": 1e-13, "maxiter": 2000})
                if left(result.x) > -1e-6:
                    least = min(least, sign * quantity(result.x))
        found.append(sign * least)
    return found


def curve(name, labels, law_of, questions, shared):
    labels = np.array(labels, float)
    ratios = labels / labels[-1]
    truth = law(ratios, *law_of)
    deviation = np.sqrt(truth * (1 - truth) / questions)
    correlation = np.full((len(labels), len(labels)), shared)
    np.fill_diagonal(correlation, 1)
    covariance = correlation * np.outer(deviation, deviation)
    errors = RANDOM.multivariate_normal(truth, covariance).clip(0.001, 0.999)
    best, distance = fit(ratios, errors, covariance)
    return {
        "name": name,
        "labels": labels.tolist(),
        "errors": errors.tolist(),
        "covariance": covariance.tolist(),
        "floor": best[0],
        "scale": best[1],
        "exponent": best[2],
        "distance": distance,
        "error_at_twice": ends(ratios, errors, covariance, best, distance, lambda p: law(2.0, *p)),
        "gain_at_four_times": ends(ratios, errors, covariance, best, distance, lambda p: p[1] * (1 - 4.0 ** (-p[2]))),
    }


def main():
    eighths = [500, 1000, 2000, 4000]
    curves = [
        curve("four points of 2000 questions", eighths, (0.08, 0.12, 0.6), 2000, 0.5),
        curve("four points of 600 questions", eighths, (0.05, 0.2, 0.4), 600, 0.4),
        curve("no floor", eighths, (0.0, 0.15, 0.35), 1500, 0.5),
        curve("steep", [125, 250, 500, 1000], (0.1, 0.02, 1.7), 3000, 0.3),
        curve("six points", [100, 200, 400, 800, 1600, 3200], (0.06, 0.03, 0.7), 1000, 0.5),
        curve("independent points", [200, 400, 800, 1600, 3200], (0.1, 0.1, 0.5), 800, 0.0),
    ]
    OUT.write_text(json.dumps({
        "versions": {name: version(name) for name in ("numpy", "scipy")},
        "threshold": THRESHOLD,
        "curves": curves,
    }, indent=1) + "\n")
    for each in curves:
        print(each["name"], each["floor"], each["scale"], each["exponent"], each["distance"], each["error_at_twice"], each["gain_at_four_times"])


main()
