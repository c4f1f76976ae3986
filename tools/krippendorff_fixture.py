"""Krippendorff's alpha, nominal, of the Python package `krippendorff`, for AgreementTest.

Made with krippendorff 0.9.0 and numpy: python tools/krippendorff_fixture.py > dataset/src/test/resources/krippendorff.json
"""

import json
import random

import krippendorff
import numpy as np


def table(seed, raters, units, values, missing, noise):
    draw = random.Random(seed)
    rows = [[None] * units for _ in range(raters)]
    for unit in range(units):
        truth = draw.choice(values)
        for rater in range(raters):
            if draw.random() >= missing:
                rows[rater][unit] = draw.choice(values) if draw.random() < noise else truth
    return rows


def alpha(rows, values):
    codes = np.array([[np.nan if v is None else values.index(v) for v in row] for row in rows])
    return krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")


# The example of Krippendorff's own text: four observers, twelve units, five values.
published = [
    ["1", "2", "3", "3", "2", "1", "4", "1", "2", None, None, None],
    ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", None, "3"],
    [None, "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", None],
    ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", None],
]
cases = [{"name": "published", "ratings": published, "alpha": alpha(published, ["1", "2", "3", "4", "5"])}]
for seed, (raters, units, count, missing, noise) in enumerate(
    [(2, 40, 2, 0.0, 0.1), (3, 60, 3, 0.2, 0.3), (5, 30, 7, 0.5, 0.5), (2, 25, 4, 0.1, 1.0), (8, 50, 5, 0.6, 0.2)]
):
    values = ["v%d" % i for i in range(count)]
    rows = table(seed, raters, units, values, missing, noise)
    cases.append({"name": "seed %d" % seed, "ratings": rows, "alpha": alpha(rows, values)})
print(json.dumps(cases))
