"""Figures of evaluations as scikit-learn, sacreBLEU, rouge-score, statsmodels, SciPy and Fairlearn give them.

    python3.11 -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0 sacrebleu==2.6.0 \
        rouge-score==0.1.2 fairlearn==0.15.0
    venv/bin/python tools/reference/evaluation_figures.py

writes eval/src/test/resources/reference/figures.json.
"""

import json
import pathlib
from importlib.metadata import version

import fairlearn.metrics as fm
import numpy as np
import sklearn.metrics as sm
from rouge_score import rouge_scorer
from sacrebleu.metrics import CHRF
from scipy import stats
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

OUT = pathlib.Path(__file__).parents[2] / "eval/src/test/resources/reference/figures.json"
RANDOM = np.random.default_rng(20261129)


def classes():
    names = ["alpha", "beta", "gamma", "delta"]
    right = RANDOM.choice(names, 150, p=[0.5, 0.3, 0.15, 0.05])
    answered = np.where(RANDOM.random(150) < 0.7, right, RANDOM.choice(names + ["epsilon"], 150))
    known = sorted(set(right))
    return {
        "right": right.tolist(),
        "answered": answered.tolist(),
        "macro_f1": sm.f1_score(right, answered, labels=known, average="macro", zero_division=0),
        "macro_recall": sm.recall_score(right, answered, labels=known, average="macro", zero_division=0),
        "mcc": sm.matthews_corrcoef(right, answered),
        "kappa": sm.cohen_kappa_score(right, answered),
        "recalls": dict(zip(known, sm.recall_score(right, answered, labels=known, average=None, zero_division=0))),
    }


def calibration():
    probability = np.round(RANDOM.beta(4, 1.5, 400), 3)
    right = RANDOM.random(400) < probability**1.4
    accuracy, mean = calibration_curve(right, probability, n_bins=10, strategy="uniform")
    edges = np.linspace(0, 1, 11)
    count = np.bincount(np.searchsorted(edges[1:-1], probability), minlength=10)
    count = count[count > 0]
    return {
        "probability": probability.tolist(),
        "right": right.tolist(),
        "accuracy": accuracy.tolist(),
        "mean": mean.tolist(),
        "count": count.tolist(),
        "ece": float(np.sum(count / 400 * np.abs(accuracy - mean))),
        "brier": sm.brier_score_loss(right, probability),
        "bounds": [
            [k, n, proportion_confint(k, n, alpha=0.05, method="beta")[1]] for k, n in [(0, 120), (3, 200), (17, 90)]
        ],
    }


def texts():
    pairs = [
        ("the cat sat on the mat", "the cat is sitting on a mat"),
        ("Your card was blocked at 10:15.", "Your card was blocked at 10:15."),
        ("Please call us back tomorrow", "no answer"),
        ("a", "ab"),
        ("A refund of 12.50 is on its way to you.", "The refund (12.50) is on the way, you will have it soon!"),
        ("short", ""),
        ("Straße und Größe, naïve café", "Strasse und Größe naive café"),
    ]
    chrf = CHRF()
    rouge = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
    return {
        "pairs": [
            {
                "right": right,
                "answer": answer,
                "chrf": chrf.sentence_score(answer, [right]).score / 100,
                "rouge_l": rouge.score(right, answer)["rougeL"].fmeasure if (right + answer).isascii() else None,
            }
            for right, answer in pairs
        ],
        "corpus_chrf": chrf.corpus_score([a for _, a in pairs], [[r for r, _ in pairs]]).score / 100,
    }


def bootstrap():
    """SciPy's own resamples and its BCa interval of them, for a skewed mean and for a ratio."""
    found = []
    for values, statistic in [
        (np.round(RANDOM.exponential(1.0, 40), 4), np.mean),
        (np.round(RANDOM.beta(0.5, 3, 60), 4), lambda x, axis=-1: np.sum(x**2, axis=axis) / np.sum(x, axis=axis)),
    ]:
        result = stats.bootstrap((values,), statistic, n_resamples=999, method="BCa", rng=np.random.default_rng(5))
        found.append({
            "values": values.tolist(),
            "estimate": float(statistic(values)),
            "resampled": sorted(result.bootstrap_distribution.tolist()),
            "left_out": [float(statistic(np.delete(values, i))) for i in range(len(values))],
            "lower": result.confidence_interval.low,
            "upper": result.confidence_interval.high,
        })
    return found


def tests():
    table = [[59, 6], [16, 80]]
    large = [[101, 121], [59, 33]]
    return {
        "holm": multipletests([0.01, 0.04, 0.03, 0.005], method="holm")[1].tolist(),
        "wilson": [[k, n, *proportion_confint(k, n, method="wilson")] for k, n in [(18, 20), (4, 20), (100, 200)]],
        "exact": mcnemar(table, exact=True).pvalue,
        "corrected": mcnemar(table, exact=False, correction=True).pvalue,
        "uncorrected": mcnemar(table, exact=False, correction=False).pvalue,
        "large_corrected": [mcnemar(large, exact=False, correction=True).statistic,
                            mcnemar(large, exact=False, correction=True).pvalue],
        "large_uncorrected": mcnemar(large, exact=False, correction=False).statistic,
    }


def fairness():
    n = 600
    group = RANDOM.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
    should = RANDOM.random(n) < 0.4
    chance = {"a": 0.85, "b": 0.7, "c": 0.6}
    answered = np.where(RANDOM.random(n) < [chance[g] for g in group], should, ~should)
    arguments = dict(y_true=should, y_pred=answered, sensitive_features=group)
    measures = [
        "demographic_parity_difference", "demographic_parity_ratio", "equalized_odds_difference", "equalized_odds_ratio",
        "equal_opportunity_difference", "equal_opportunity_ratio",
    ]
    frame = fm.MetricFrame(
        metrics={"selection_rate": fm.selection_rate, "true_positive_rate": fm.true_positive_rate,
                 "false_positive_rate": fm.false_positive_rate, "accuracy": sm.accuracy_score, "count": fm.count},
        **arguments)
    return {
        "group": group.tolist(),
        "should": should.tolist(),
        "answered": answered.tolist(),
        "measures": {name: float(getattr(fm, name)(**arguments)) for name in measures},
        "groups": {g: {k: float(v) for k, v in row.items()} for g, row in frame.by_group.to_dict("index").items()},
    }


OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps({
    "versions": {name: version(name) for name in
                 ["numpy", "scipy", "scikit-learn", "statsmodels", "sacrebleu", "rouge-score", "fairlearn"]},
    "classes": classes(),
    "calibration": calibration(),
    "texts": texts(),
    "bootstrap": bootstrap(),
    "tests": tests(),
    "fairness": fairness(),
}, ensure_ascii=False, separators=(",", ":")) + "\n")
