"""What more labels would bring, and money: what follows from the report's own inputs, by another way than the report's."""

import math

import numpy as np

ENDS = ("low", "expected", "high")
OPPOSITE = {"low": "high", "expected": "expected", "high": "low"}
FARTHEST = 16
MOST_MACHINES = 1_000_000


def check(figures, evidence):
    if figures.report.get("learningCurve"):
        curve(figures, figures.report["learningCurve"])
    if figures.report.get("cost"):
        Cost(figures, figures.report["cost"]).check()


def curve(figures, report):
    for each in report["points"]:
        figures.checks(each, error=each["wrong"] / each["trainings"] / report["questions"], share=each["labels"] / report["labels"])
    law = report.get("law")
    if not law:
        return
    figures.check(law, "reference", report["points"][-1]["labels"])
    at = lambda n: law["floor"] + law["scale"] * (n / law["reference"]) ** -law["exponent"]
    for each, times in zip(report["forecasts"], (2, 4, 8)):
        figures.checks(
            each, labels=round(times * law["reference"]), error=at(each["labels"]), gain=at(law["reference"]) - at(each["labels"])
        )
    for each in report["needs"]:
        reachable = each["gain"] < law["scale"]
        n = law["reference"] * (1 - each["gain"] / law["scale"]) ** (-1 / law["exponent"]) if reachable else math.inf
        within = n <= FARTHEST * law["reference"]
        figures.check(each, "more", math.ceil(n - 1e-9) - law["reference"] if within else None)


class Cost:
    def __init__(self, figures, report):
        self.figures, self.report, inputs = figures, report, report["inputs"]
        self.each = (inputs.get("teacher") or {}).get("perRequest")
        self.owned, self.requests, self.inputs = inputs.get("owned"), inputs.get("requests"), inputs

    def check(self):
        each, owned, requests = self.each, self.owned, self.requests
        self.range("teacherPerThousand", each and {end: 1000 * each[end] for end in ENDS})
        self.range("teacherPerMonth", each and requests and {end: each[end] * requests[end] for end in ENDS})
        self.range("ownedPerMonth", owned and requests and {end: self.monthly(requests[end], end) for end in ENDS})
        self.range("ownedPerThousand", owned and requests and self.per_thousand())
        self.range("savingPerMonth", each and owned and requests and self.saving())
        for part in ("once", "again"):
            items = self.inputs[part]
            self.range(part + "Total", items and {end: sum(item["money"][end] for item in items) for end in ENDS})
        self.break_even()
        self.payback()

    def range(self, key, expected):
        found = self.report.get(key)
        self.figures.that((found is not None) == bool(expected), f"{self.report.path}.{key}", "is there without its inputs, or is not")
        if found is not None and expected:
            self.figures.checks(found, **expected)

    def capacity(self, end):
        return self.owned["capacity"][OPPOSITE[end]] if self.owned.get("capacity") else math.inf

    def monthly(self, v, end, more=0):
        machines = np.maximum(1, np.ceil(np.asarray(v, float) / self.capacity(end))) + more
        return self.owned["people"][end] + machines * self.owned["machine"][end]

    def loads(self, end):
        """Requests with what they cost: both ends of the range, and each full machine within it, with and without the next one."""
        low, high, each = self.requests["low"], self.requests["high"], self.capacity(end)
        first, last = (0, 0) if math.isinf(each) else (math.ceil(low / each), math.floor(high / each))
        if last - first > MOST_MACHINES:
            raise SystemExit(f"more than {MOST_MACHINES} machines")
        full = np.arange(max(1, first), last + 1) * each if not math.isinf(each) else np.array([])
        machines = np.rint(full / each)
        money = lambda m: self.owned["people"][end] + m * self.owned["machine"][end]
        v = np.concatenate([[low, high], full, full[full < high]])
        return v, np.concatenate([self.monthly([low, high], end), money(machines), money(machines[full < high] + 1)])

    def per_thousand(self):
        expected = 1000 * self.monthly(self.requests["expected"], "expected") / self.requests["expected"]
        (v, money), (w, most) = self.loads("low"), self.loads("high")
        return {"low": min(expected, (1000 * money / v).min()), "expected": expected, "high": max(expected, (1000 * most / w).max())}

    def saving(self):
        expected = self.each["expected"] * self.requests["expected"] - self.monthly(self.requests["expected"], "expected")
        (v, least), (w, most) = self.loads("low"), self.loads("high")
        return {
            "low": min(expected, (self.each["low"] * w - most).min()),
            "expected": expected,
            "high": max(expected, (self.each["high"] * v - least).max()),
        }

    def break_even(self):
        """Both cost the same there, and from there on owning is never dearer: tried on a grid and at every full machine."""
        found = self.report.get("breakEven")
        if not (self.each and self.owned):
            self.figures.that(found is None, self.report.path, "a break-even without both sides")
            return
        for key, end in (("least", "low"), ("expected", "expected"), ("most", "high")):
            price, even, each = self.each[OPPOSITE[end]], found.get(key), self.capacity(end)
            never = price <= 0 or price * each <= self.owned["machine"][end]
            if never or even is None:
                self.figures.check(found, key, None if never else math.nan)
                continue
            self.figures.check(found, key, float(self.monthly(even * (1 - 1e-12), end)) / price, 1e-6)
            beyond = np.concatenate([np.linspace(even, 20 * even, 10_000), np.arange(1, 2_000) * min(each, even) * (1 + 1e-12)])
            beyond = beyond[beyond > even * (1 + 1e-9)]
            dearer = self.monthly(beyond, end) > price * beyond * (1 + 1e-9)
            self.figures.that(not dearer.any(), f"{found.path}.{key}", "owning is dearer again beyond it")

    def payback(self):
        once, saving, found = (self.report.get(key) for key in ("onceTotal", "savingPerMonth", "payback"))
        self.figures.that((found is not None) == bool(once and saving), self.report.path, "a payback without its inputs, or none")
        if found:
            for key, paid, by in (("least", "low", "high"), ("expected", "expected", "expected"), ("most", "high", "low")):
                self.figures.check(found, key, once[paid] / saving[by] if saving[by] > 0 else None)
