"""The middle value of the rounds, a table a load and a row a candidate, from the lines of JSON that clients writes."""

import json
import statistics
import sys

rows = [json.loads(line) for line in open(sys.argv[1])]
columns = [
    ("seconds", lambda r: r["seconds"], 2),
    ("÷ ideal", lambda r: r["seconds"] / r["ideal"] if r["ideal"] else float("nan"), 2),
    ("answers/s", lambda r: r["requests"] / r["seconds"], 0),
    ("errors", lambda r: r["faults"] + r["unanswered"], 0),
    ("threads", lambda r: r["threads"], 0),
    ("resident MB", lambda r: r["resident_mb"], 0),
    ("CPU ms a 1,000 answers", lambda r: 1e6 * r["cpu_seconds"] / r["requests"], 0),
]
for load in dict.fromkeys(r["load"] for r in rows):
    print(f"\n{load}\n\n| candidate | " + " | ".join(name for name, _, _ in columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for candidate in dict.fromkeys(r["candidate"] for r in rows):
        mine = [r for r in rows if r["candidate"] == candidate and r["load"] == load and r["seconds"] is not None]
        if mine:
            values = [f"{statistics.median(value(r) for r in mine):,.{digits}f}".replace("nan", "none") for _, value, digits in columns]
            print(f"| {candidate} | " + " | ".join(values) + " |")
        else:
            print(f"| {candidate} | broke off |" + " |" * (len(columns) - 1))
