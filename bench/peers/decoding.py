"""Prefill and decoding beside llama.cpp and what came of it: the same weights, ours and the peers' by turns.

    python decoding.py MODEL --llama FOLDER [--llama FOLDER ...] [--shape S] [--precisions bfloat16,q8_0,q4_0] [--rounds 5]
                       [--out FILE]

MODEL is a folder with a model, or where dasllm bench makes the random one of --shape. --llama is a build of llama.cpp or of
ik_llama.cpp with bin/llama-bench and bin/llama-batched-bench, and in the first one bin/llama-quantize. One round is a run of
ours (a prompt of 512 tokens, 64 tokens in one stream, 64 in eight) and the same of each peer, after a run to warm up.
"""

import argparse
import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from comparison import bench, figure, limit, machine, note, ratio, spread, write

NAMES = {"bfloat16": "BF16", "q8_0": "Q8_0", "q4_0": "Q4_0"}
STREAMS = 8


def run(*command, errors=False):
    """What a program prints; with errors also its standard error, where ik_llama.cpp prints its tables."""
    # ik_llama.cpp leaves a log where it is started.
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                          cwd=tempfile.gettempdir())
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout + (done.stderr if errors else "")


@functools.cache
def repacks(folder):
    """ik_llama.cpp lays weights out anew where it is asked to, and is faster then in most types."""
    return "-rtr" in run(folder / "bin/llama-bench", "--help", errors=True)


def gguf(options, precision):
    """The model in the peer's format; made once."""
    made = Path(f"{options.model}.{precision}.gguf")
    if made.exists():
        return made
    if precision == "bfloat16":
        run(sys.executable, Path(__file__).with_name("write_gguf.py"), options.model, made)
    else:
        run(options.llama[0] / "bin/llama-quantize", "--pure", gguf(options, "bfloat16"), made, NAMES[precision],
            options.threads)
    return made


def together(options, folder, model):
    for _ in range(5):  # its last line is sometimes lost: a thread of its own writes it, and is not waited for
        out = run(folder / "bin/llama-batched-bench", "-m", model, "-c", STREAMS * 256, "-npp", 8, "-ntg", 64,
                  "-npl", STREAMS, "-t", options.threads, *(["-rtr"] if repacks(folder) else []), errors=True)
        tables = [[cell.strip() for cell in line.split("|")] for line in out.splitlines() if line.startswith("|")]
        if tables and tables[-1][1] == "8":
            return float(tables[-1][tables[0].index("S_TG t/s")])
    raise SystemExit(f"{folder}/bin/llama-batched-bench says nothing")


def peer(options, folder, model):
    out = run(folder / "bin/llama-bench", "-m", model, "-p", 512, "-n", 64, "-t", options.threads, "-r", 1, "-o", "json",
              *(["-rtr", 1] if repacks(folder) else []))
    tests = json.loads(out)
    rates = {"prefill" if t["n_prompt"] else "decode.1": t["samples_ts"][0] for t in tests}
    rates[f"decode.{STREAMS}"] = together(options, folder, model)
    return rates, {k: tests[0][k] for k in ("build_commit", "build_number", "cpu_info", "backends", "n_batch", "n_ubatch",
                                            "flash_attn", "repack", "type_k") if k in tests[0]}


def compare(options, precision):
    model = gguf(options, precision)
    kinds = ("prefill", "decode.1", f"decode.{STREAMS}")
    ours = {kind: [] for kind in kinds}
    theirs = {folder.name: {kind: [] for kind in kinds} for folder in options.llama}
    limits = []
    about = {}
    for number in range(options.rounds):
        report = bench("--model", options.model, "--shape", options.shape, "--only", "prefill,decode", "--repeats", 1,
                       "--precision", precision, "--threads", options.threads)
        for folder in options.llama:
            rates, about[folder.name] = peer(options, folder, model)
            for kind in kinds:
                theirs[folder.name][kind].append(rates[kind])
        if report is not None:
            for kind in kinds:
                ours[kind].append(figure(report, kind))
            limits.append(limit(report, "decode.1"))
        note(f"{precision}: round {number + 1} of {options.rounds}, ours {ours['decode.1'][-1] if report else 0:.1f}, "
             + ", ".join(f"{name} {rates['decode.1'][-1]:.1f}" for name, rates in theirs.items()) + " tokens/s")
    result = {"precision": precision, "file": model.stat().st_size,
              "peers": {name: {"about": about[name], "rates": {k: spread(v) for k, v in rates.items()}}
                        for name, rates in theirs.items()}}
    if limits:
        result["ours"] = {k: spread(v) for k, v in ours.items()}
        result["limit"] = spread(limits)
        result["share"] = ratio(ours["decode.1"], limits)
        for name, rates in theirs.items():
            result["peers"][name]["ratio"] = {k: ratio(ours[k], rates[k]) for k in kinds}
            result["peers"][name]["share"] = ratio(rates["decode.1"], limits)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--llama", type=Path, required=True, action="append")
    parser.add_argument("--shape", default="qwen2.5-0.5b")
    parser.add_argument("--precisions", default="bfloat16,q8_0,q4_0")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out")
    options = parser.parse_args()
    options.model = Path(options.model).resolve()
    options.llama = [folder.resolve() for folder in options.llama]
    if not (options.model / "config.json").exists():
        bench("--model", options.model, "--shape", options.shape, "--only", "prefill", "--repeats", 1)
    before = machine()
    results = [compare(options, precision) for precision in options.precisions.split(",")]
    rows = []
    nothing = spread([0.0])
    for r in results:
        for name, peers in r["peers"].items():
            for kind, rates in peers["rates"].items():
                rows.append((f"{r['precision']}: {kind}; {name}", r.get("ours", {}).get(kind, nothing), rates, "tokens/s",
                             peers.get("ratio", {}).get(kind, nothing)))
            if "share" in r:
                rows.append((f"{r['precision']}: share of the memory read; {name}", r["share"], peers["share"], "",
                             peers["ratio"]["decode.1"]))
    write(options.out, {"machine": before, "model": str(options.model), "threads": options.threads, "rounds": options.rounds,
                        "precisions": results}, rows)


if __name__ == "__main__":
    main()
