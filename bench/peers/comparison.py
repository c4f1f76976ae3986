"""What the comparisons have in common: running ours, spreads, the machine's state, a table and a JSON file."""

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def spread(samples):
    """Median, least and most, as dasllm bench has them."""
    return {
        "median": statistics.median(samples),
        "least": min(samples),
        "most": max(samples),
        "samples": list(samples),
    }


def ratio(ours, peers, more_is_better=True):
    """Round by round, how many times better ours is; above 1 ours is ahead."""
    pairs = list(zip(ours, peers))
    return spread([(a / b) if more_is_better else (b / a) for a, b in pairs])


def bench(*arguments):
    """One run of dasllm bench, as its JSON; None where it refuses, with its line on standard error."""
    done = subprocess.run([str(ROOT / "dasllm"), "bench", "--json", *map(str, arguments)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def figure(report, name):
    """The median of one figure of a report of ours; 0 where it was not measured."""
    return next((f["measured"]["median"] for f in report["figures"] if f["name"] == name), 0)


def limit(report, name):
    return next((f["limit"]["median"] for f in report["figures"] if f["name"] == name), 0)


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
               platform.machine())
    return {"cpu": cpu, "cores": os.cpu_count(), "kernel": platform.release(), "load": os.getloadavg()[0]}


def note(text):
    print(text, file=sys.stderr, flush=True)


def write(out, comparison, rows):
    """The JSON file and, on standard output, a table of (what, ours, peer, unit, ratio)."""
    text = json.dumps(comparison, indent=1, sort_keys=True)
    if out:
        Path(out).write_text(text + "\n")
    lines = [("", "ours", "spread", "peer", "spread", "unit", "ratio", "spread")]
    for what, ours, peer, unit, times in rows:
        lines.append((what, number(ours["median"]), span(ours), number(peer["median"]), span(peer), unit,
                      number(times["median"]), span(times)))
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    if not out:
        print(text)


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def span(values):
    return f"{number(values['least'])} to {number(values['most'])}"
