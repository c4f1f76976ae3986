#!/usr/bin/env python3
"""Runs a tool that drops near duplicates, and prints a line of JSON: what it cost and what it found.

    measured.py NAME ROWS.jsonl PLANTED.jsonl KEPT COMMAND...

COMMAND writes the rows that stay to KEPT: a file or a folder of JSON Lines, with gzip or without, each with "id", or {"metadata": {"id"}}, or "text" alone where
the tool makes ids of its own. Processor time is that of all of its processes, user and system; memory the greatest sum of their resident pages. A planted pair is found where one of
it is gone. "wrong" are rows that are gone though no planted pair at .5 or more has them.
"""
import gzip
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading
import time


def processes(root):
    """The process and all that come of it."""
    parents = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = pathlib.Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
            except OSError:
                pass
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def resident(process):
    try:
        return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def kept_rows(folder):
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.name.endswith((".json", ".jsonl", ".gz")))
    for path in files:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt") as lines:
            for line in lines:
                yield json.loads(line)


def main():
    name, rows, planted, kept = sys.argv[1:5]
    with open(rows) as lines:
        count = sum(1 for _ in lines)
    began = time.monotonic()
    tool = subprocess.Popen(sys.argv[5:], stdout=sys.stderr)
    peak, over = [0], threading.Event()

    def watch():
        while not over.wait(0.5):
            peak[0] = max(peak[0], sum(map(resident, processes(tool.pid))))

    threading.Thread(target=watch, daemon=True).start()
    status = tool.wait()
    over.set()
    wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        sys.exit(f"{name} ended with {status}")
    cpu = used.ru_utime + used.ru_stime
    stays = {row["id"] for row in kept_rows(pathlib.Path(kept))}
    result = {"tool": name, "rows": count, "kept": len(stays), "cpu_s": round(cpu, 1), "wall_s": round(wall, 1),
              "rows_per_cpu_s": round(count / cpu), "rows_per_s": round(count / wall), "peak_mb": peak[0] >> 20, "load": os.getloadavg()[0]}
    near = set()
    found, total = {}, {}
    with open(planted) as lines:
        for line in lines:
            pair = json.loads(line)
            kind = pair["planted"]
            total[kind] = total.get(kind, 0) + 1
            found[kind] = found.get(kind, 0) + (pair["one"] not in stays or pair["other"] not in stays)
            if pair["jaccard"] >= 0.5:
                near |= {pair["one"], pair["other"]}
    for kind in sorted(total, reverse=True):
        result[f"recall_{kind}"] = round(found[kind] / total[kind], 4)
    with open(rows) as lines:
        result["wrong"] = sum(1 for line in lines if (row := json.loads(line)["id"]) not in stays and row not in near)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
