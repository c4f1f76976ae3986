"""All parts of a report, each by a module of its own."""

from . import bias, calibration, contract, failures, fields, graded, metrics, prospects, totals
from .figures import Figures

PARTS = (totals, metrics, graded, fields, calibration, bias, failures, contract, prospects)


def recomputed(evidence):
    """The report's figures held against those of its predictions."""
    figures = Figures(evidence.report)
    for part in PARTS:
        part.check(figures, evidence)
    return figures
