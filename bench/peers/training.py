"""Training beside transformers + PEFT: the same checkpoint, the same work, ours and the peer's by turns.

    python training.py MODEL [--shape S] [--precision bfloat16] [--modes compiled,eager,...] [--rounds 5] [--kept-layers N]
                       [--out FILE]

MODEL is a folder with a model, or where dasllm bench makes the random one of --shape. Every mode is a process of the peer
that has warmed up (three steps) and then waits for its turns; one round is a run of ours (three steps to warm up, then
one step of each kind) and one step of each kind of the peer's.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from comparison import bench, figure, limit, machine, note, ratio, spread, write

TOKENS = 4 * 512
MODES = "compiled,eager,bf16-adapters,checkpointing,compiled+bf16-adapters"


class Peer:
    def __init__(self, model, precision, mode, threads):
        script = Path(__file__).with_name("peft_training.py")
        self.process = subprocess.Popen([sys.executable, str(script), model, precision, mode, str(threads)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer ended with {self.process.wait()}")
        return json.loads(line)

    def ask(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.kill()
        self.process.wait()


def compare(options, mode):
    note(f"{mode}: the peer warms up")
    peer = Peer(options.model, options.precision, mode, options.threads)
    ours = {"every": [], "quarter": [], "memory": [], "first": [], "limit": []}
    theirs = {"every": [], "quarter": []}
    kept = ["--kept-layers", options.kept_layers] if options.kept_layers is not None else []
    try:
        for number in range(options.rounds):
            report = bench("--model", options.model, "--shape", options.shape, "--only", "training", "--repeats", 1,
                           "--precision", options.precision, "--threads", options.threads, *kept)
            if report is None:
                raise SystemExit(1)
            ours["every"].append(figure(report, "training"))
            ours["quarter"].append(figure(report, "training.quarter"))
            ours["memory"].append(figure(report, "training.memory"))
            ours["first"].append(figure(report, "training.first-step"))
            ours["limit"].append(limit(report, "training"))
            for kind in ("every", "quarter"):
                theirs[kind].append(TOKENS / peer.ask(kind)["seconds"])
            note(f"{mode}: round {number + 1} of {options.rounds}, ours {ours['every'][-1]:.1f}, peer {theirs['every'][-1]:.1f} tokens/s")
        peak = peer.ask("end")["peak"] / 1e9
    finally:
        peer.close()
    return {
        "mode": mode,
        "peer": {k: peer.about[k] for k in ("torch", "transformers", "peft", "learns")},
        "ours": {k: spread(v) for k, v in ours.items()},
        "theirs": {"every": spread(theirs["every"]), "quarter": spread(theirs["quarter"]),
                   "memory": spread([peak]), "first": spread([peer.about["seconds"]])},
        "ratio": {
            "every": ratio(ours["every"], theirs["every"]),
            "quarter": ratio(ours["quarter"], theirs["quarter"]),
            "memory": spread([m / peak for m in ours["memory"]]),
            "first": spread([peer.about["seconds"] / f for f in ours["first"]]),
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--shape", default="qwen2.5-0.5b")
    parser.add_argument("--precision", default="bfloat16", choices=["float32", "bfloat16"])
    parser.add_argument("--modes", default=MODES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--kept-layers", type=int)
    parser.add_argument("--out")
    options = parser.parse_args()
    if not (Path(options.model) / "config.json").exists():
        bench("--model", options.model, "--shape", options.shape, "--only", "prefill", "--repeats", 1)
    before = machine()
    modes = [compare(options, mode) for mode in options.modes.split(",")]
    names = {"every": ("every token a target", "tokens/s"), "quarter": ("a quarter of them targets", "tokens/s"),
             "memory": ("peak memory, ours : peer", "GB"), "first": ("first step, from cold", "s")}
    rows = [(f"{m['mode']}: {what}", m["ours"][key], m["theirs"][key], unit, m["ratio"][key])
            for m in modes for key, (what, unit) in names.items()]
    write(options.out, {"machine": before, "model": options.model, "precision": options.precision,
                        "threads": options.threads, "rounds": options.rounds, "modes": modes}, rows)


if __name__ == "__main__":
    main()
