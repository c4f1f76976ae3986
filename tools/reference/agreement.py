"""Cohen's kappa with its asymptotic interval, of statsmodels, and Krippendorff's alpha, nominal, of the package krippendorff.

Made with statsmodels 0.15.0 and krippendorff 0.9.0:
python tools/reference/agreement.py > teacher-harvest/src/test/resources/agreement.json
"""

import json
import random

import krippendorff
import numpy as np
from statsmodels.stats.inter_rater import cohens_kappa


def ratings(seed, raters, units, values, missing, noise, skew):
    draw = random.Random(seed)
    rows = [[None] * units for _ in range(raters)]
    for unit in range(units):
        truth = values[0] if draw.random() < skew else draw.choice(values)
        for rater in range(raters):
            if draw.random() >= missing:
                rows[rater][unit] = draw.choice(values) if draw.random() < noise * (rater + 1) else truth
    return rows


def kappa(first, second, values):
    table = np.zeros((len(values), len(values)))
    for one, other in zip(first, second):
        if one is not None and other is not None:
            table[values.index(one), values.index(other)] += 1
    result = cohens_kappa(table)
    return {
        "prompts": int(table.sum()),
        "kappa": float(result.kappa),
        "low": float(result.kappa_low),
        "high": float(result.kappa_upp),
    }


cases = []
for seed, (raters, units, count, missing, noise, skew) in enumerate(
    [
        (2, 50, 2, 0.0, 0.1, 0.0),
        (3, 200, 3, 0.2, 0.2, 0.5),
        (4, 80, 7, 0.4, 0.2, 0.0),
        (3, 400, 77, 0.05, 0.1, 0.2),
        (2, 60, 4, 0.0, 0.5, 0.9),
    ]
):
    values = ["v%d" % i for i in range(count)]
    rows = ratings(seed, raters, units, values, missing, noise, skew)
    codes = np.array([[np.nan if v is None else values.index(v) for v in row] for row in rows])
    cases.append(
        {
            "name": "seed %d" % seed,
            "ratings": rows,
            "alpha": krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal"),
            "pairs": [
                dict(first=i, second=j, **kappa(rows[i], rows[j], values))
                for i in range(raters)
                for j in range(i + 1, raters)
            ],
        }
    )
print(json.dumps(cases))
