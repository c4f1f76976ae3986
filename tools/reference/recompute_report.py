"""Recomputes the figures of an evaluation's report.json from its predictions.jsonl alone, with SciPy, statsmodels, scikit-learn and others.

    venv/bin/python tools/reference/recompute_report.py FOLDER
    venv/bin/python tools/reference/recompute_report.py FOLDER --change 50

FOLDER is a run's evaluation. Figures of a panel are recomputed from panel-predictions.jsonl beside it. Prints how many figures were recomputed, every one
that differs, and those that predictions cannot give, with the reason (recompute/not_recomputed.py). The exit code is 1 where a figure differs, or is
neither recomputed nor in that list. With --change so many of the recomputed figures, drawn at random, are changed one after the other, and it is 1 where
a change is not noticed. The environment is that of evaluation_figures.py with jsonschema==4.26.0.
"""

import argparse
import pathlib
import random
import sys

from recompute.evidence import Evidence
from recompute.figures import places
from recompute.parts import recomputed


def compare(evidence):
    figures = recomputed(evidence)
    known, unknown = figures.left()
    print(f"{len(figures.recomputed())} figures of {len(evidence.all)} predictions recomputed, {len(figures.wrong)} differ")
    for line in figures.wrong:
        print("  " + line)
    print(f"{sum(map(sum_of, known.values()))} figures that predictions cannot give:")
    for reason, where in known.items():
        print(f"  {reason}:")
        for place, count in sorted(where.items()):
            print(f"    {place}: {count}")
    print(f"{sum_of(unknown)} figures that nobody knows:")
    for place, count in sorted(unknown.items()):
        print(f"  {place}: {count}")
    return not figures.wrong and not unknown


def sum_of(places_of):
    return sum(places_of.values())


def change(evidence, count):
    """Whether each of some changes makes a difference."""
    known = recomputed(evidence).recomputed()
    figures = [(path, holder, key) for path, holder, key in places(evidence.report, "") if path in known]
    chosen = random.Random(1).sample(figures, min(count, len(figures)))
    missed = []
    for path, holder, key in chosen:
        before = holder[key]
        holder[key] = before + 1 if isinstance(before, int) else before + 0.001 * max(1, abs(before))
        if not recomputed(evidence).wrong:
            missed.append(path[1:])
        holder[key] = before
    print(f"{len(chosen)} figures changed one after the other, {len(chosen) - len(missed)} changes noticed")
    for path in missed:
        print("  not noticed: " + path)
    return not missed


def main():
    parser = argparse.ArgumentParser(description="Recomputes the figures of a report from its predictions.")
    parser.add_argument("folder", type=pathlib.Path, help="with report.json and predictions.jsonl in it")
    parser.add_argument("--change", type=int, metavar="N", help="change N figures and see whether it is noticed")
    arguments = parser.parse_args()
    for name in ("report.json", "predictions.jsonl"):
        if not (arguments.folder / name).is_file():
            parser.error(f"{arguments.folder} has no {name}")
    evidence = Evidence(arguments.folder)
    return change(evidence, arguments.change) if arguments.change else compare(evidence)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
