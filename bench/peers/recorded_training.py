"""A real training beside transformers + PEFT: the same base, start, samples and batches, some steps of ours and of the peer's by turns.

    python recorded_training.py CONFIG [--precision float32] [--modes eager,bf16,...] [--rounds 5] [--steps 10] [--warm 20] [--out FILE]

CONFIG is a run that has been curated (./dasllm curate CONFIG). What is trained on is written down first, by
org.dasllm.bench.peer.TrainingRecord; then both train from the first step on: --warm steps each that do not count, and in every round --steps
of ours and as many of the peer's. Tokens are those of the samples, without padding.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from comparison import ROOT, machine, note, ratio, spread, write


class Turns:
    """A process that trains so many steps as it is asked to, and then waits."""

    def __init__(self, command, errors):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT)

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{Path(self.process.args[0]).name} ended with {self.process.wait()}")
        return json.loads(line)

    def train(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.kill()
        self.process.wait()


def java(*arguments):
    """A main class of bench, with the launcher's class path and options."""
    path = ":".join([str(ROOT / "bench/target/classes"), str(ROOT / "cli/target/dasllm-cli.jar"),
                     (ROOT / "cli/target/classpath").read_text().strip()])
    options = ROOT / "cli/src/main/launcher/java.options"
    return ["java", f"@{options}", "-cp", path, *map(str, arguments)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config")
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"])
    parser.add_argument("--modes", default="eager,autocast,bf16,bf16-adapters")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warm", type=int, default=20)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out")
    options = parser.parse_args()
    before = machine()
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record"
        if subprocess.run(java("org.dasllm.bench.peer.TrainingRecord", options.config, record), check=False, cwd=ROOT).returncode:
            raise SystemExit("The steps were not written down; curate the run first, and build bench (./mvnw -pl bench -am package -DskipTests)")
        lengths = [sum(len(sample["ids"]) for sample in json.loads(line)["samples"])
                   for line in (record / "steps.jsonl").read_text().splitlines()]
        modes = []
        for mode in options.modes.split(","):
            ours = Turns(java("org.dasllm.bench.peer.TrainingTurns", options.config, Path(folder) / mode, options.precision), None)
            peer = Turns([sys.executable, str(Path(__file__).with_name("peft_recorded.py")), str(record), mode, str(options.threads)],
                         subprocess.DEVNULL)
            about = peer.read()
            try:
                ours.train(options.warm)
                peer.train(options.warm)
                rates, peers, done = [], [], options.warm
                for number in range(options.rounds):
                    tokens = sum(lengths[done:done + options.steps])
                    rates.append(tokens / ours.train(options.steps)["seconds"])
                    answer = peer.train(options.steps)
                    peers.append(tokens / answer["seconds"])
                    done += options.steps
                    note(f"{mode}: round {number + 1} of {options.rounds}, ours {rates[-1]:.0f}, peer {peers[-1]:.0f} tokens/s")
            finally:
                ours.close()
                peer.close()
            modes.append({"mode": mode, "peer": about, "ours": spread(rates), "theirs": spread(peers), "ratio": ratio(rates, peers)})
    rows = [(m["mode"], m["ours"], m["theirs"], "tokens/s", m["ratio"]) for m in modes]
    write(options.out, {"machine": before, "config": options.config, "precision": options.precision, "steps": options.steps,
                        "warm": options.warm, "rounds": options.rounds, "modes": modes}, rows)


if __name__ == "__main__":
    main()
