"""Merging and writing beside PEFT: the same checkpoint, ours and the peer's by turns.

    python export.py MODEL [--shape S] [--rounds 5] [--out FILE]

The peer's merge_and_unload + save_pretrained is timed by itself, with the loading that ours includes, and with forcing the files
to the disk, which ours does as well.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from comparison import bench, figure, limit, machine, note, ratio, spread, write


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--shape", default="qwen2.5-0.5b")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out")
    options = parser.parse_args()
    if not (Path(options.model) / "config.json").exists():
        bench("--model", options.model, "--shape", options.shape, "--only", "prefill", "--repeats", 1)
    before = machine()
    ours = {"export.merge": [], "export.bundle": [], "disk": []}
    theirs = {"merge": [], "merge, forced": [], "load, merge, forced": []}
    with tempfile.TemporaryDirectory(dir=Path(options.model).resolve().parent) as folder:
        peer = subprocess.Popen([sys.executable, str(Path(__file__).with_name("peft_export.py")), options.model, folder,
                                 str(options.threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True)
        try:
            about = json.loads(peer.stdout.readline())
            for number in range(options.rounds):
                report = bench("--model", options.model, "--only", "export", "--repeats", 1)
                if report is None:
                    raise SystemExit(1)
                ours["export.merge"].append(figure(report, "export.merge"))
                ours["export.bundle"].append(figure(report, "export.bundle"))
                ours["disk"].append(limit(report, "export.merge"))
                peer.stdin.write("merge\n")
                peer.stdin.flush()
                told = json.loads(peer.stdout.readline())
                gigabytes = told["bytes"] / 1e9
                theirs["merge"].append(gigabytes / told["merge"])
                theirs["merge, forced"].append(gigabytes / (told["merge"] + told["force"]))
                theirs["load, merge, forced"].append(gigabytes / (told["load"] + told["merge"] + told["force"]))
                note(f"round {number + 1} of {options.rounds}, ours {ours['export.merge'][-1]:.2f}, peer "
                     f"{theirs['merge'][-1]:.2f} GB/s")
        finally:
            peer.kill()
            peer.wait()
    rows = [(f"merged and written; peer: {kind}", spread(ours["export.merge"]), spread(rates), "GB/s",
             ratio(ours["export.merge"], rates)) for kind, rates in theirs.items()]
    rows.append(("whole bundle with hashes; peer: merge", spread(ours["export.bundle"]), spread(theirs["merge"]), "GB/s",
                 ratio(ours["export.bundle"], theirs["merge"])))
    write(options.out, {"machine": before, "model": options.model, "threads": options.threads, "rounds": options.rounds,
                        "peer": about, "ours": {k: spread(v) for k, v in ours.items()},
                        "theirs": {k: spread(v) for k, v in theirs.items()},
                        "ratio": {kind: ratio(ours["export.merge"], rates) for kind, rates in theirs.items()}}, rows)


if __name__ == "__main__":
    main()
