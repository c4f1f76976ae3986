"""The middle value of the rounds, a row a candidate, from the lines of JSON that run writes."""

import json
import statistics
import sys

rows = [json.loads(line) for line in open(sys.argv[1])]
columns = [
    ("streams", lambda r: r["streams_open_least"], 0),
    ("streams broken", lambda r: r["stream_faults"], 0),
    ("answers/s", lambda r: r["requests_per_second"], 0),
    ("errors", lambda r: r["request_faults"] + r["health_faults"], 0),
    ("p50 ms", lambda r: r["request_ms"].get("p50", float("nan")), 1),
    ("p99 ms", lambda r: r["request_ms"].get("p99", float("nan")), 1),
    ("max ms", lambda r: r["request_ms"].get("max", float("nan")), 0),
    ("health p99 ms", lambda r: r["health_ms"].get("p99", float("nan")), 1),
    ("event gap p99 ms", lambda r: r["event_gap_ms"].get("p99", float("nan")), 0),
    ("halves closed", lambda r: r["half_closed"], 0),
    ("MB", lambda r: r["resident_mb"], 0),
    ("threads", lambda r: r["threads"], 0),
    ("CPU s", lambda r: r["cpu_seconds"], 1),
    ("CPU ms a 1,000 answers", lambda r: 1e6 * r["cpu_seconds"] / (r["request_ms"]["count"] or float("nan")), 0),
]
print("| candidate | " + " | ".join(name for name, _, _ in columns) + " |")
print("| --- |" + " --- |" * len(columns))
for candidate in dict.fromkeys(r["candidate"] for r in rows):
    mine = [r for r in rows if r["candidate"] == candidate]
    values = [f"{statistics.median(value(r) for r in mine):,.{digits}f}".replace("nan", "none") for _, value, digits in columns]
    print(f"| {candidate} | " + " | ".join(values) + " |")
