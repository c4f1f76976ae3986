"""Prefill and decoding beside llama.cpp: the same weights, ours and the peer's by turns.

    python decoding.py MODEL --llama FOLDER [--shape S] [--precisions bfloat16,q8_0,q4_0] [--rounds 5] [--out FILE]

MODEL is a folder with a model, or where dasllm bench makes the random one of --shape. --llama is a build of llama.cpp with
bin/llama-bench, bin/llama-quantize and bin/llama-batched-bench. One round is a run of ours (a prompt of 512 tokens, 64
tokens in one stream, 64 in eight) and the same of llama.cpp, each after a run to warm up.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from comparison import bench, figure, limit, machine, note, ratio, spread, write

NAMES = {"bfloat16": "BF16", "q8_0": "Q8_0", "q4_0": "Q4_0"}
STREAMS = 8


def run(*command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def gguf(options, precision):
    """The model in the peer's format; made once."""
    made = Path(f"{options.model}.{precision}.gguf")
    if made.exists():
        return made
    if precision == "bfloat16":
        run(sys.executable, Path(__file__).with_name("write_gguf.py"), options.model, made)
    else:
        run(options.llama / "bin/llama-quantize", "--pure", gguf(options, "bfloat16"), made, NAMES[precision],
            options.threads)
    return made


def together(options, model):
    for _ in range(5):  # its last line is sometimes lost: a thread of its own writes it, and is not waited for
        out = run(options.llama / "bin/llama-batched-bench", "-m", model, "-c", STREAMS * 256, "-npp", 8, "-ntg", 64,
                  "-npl", STREAMS, "-t", options.threads, "--output-format", "jsonl")
        lines = [json.loads(line[line.index("{"):]) for line in out.splitlines() if '"speed_tg"' in line]
        if lines:
            return lines[-1]["speed_tg"]
    raise SystemExit("llama-batched-bench says nothing")


def peer(options, model):
    out = run(options.llama / "bin/llama-bench", "-m", model, "-p", 512, "-n", 64, "-t", options.threads, "-r", 1,
              "-o", "json")
    tests = json.loads(out)
    rates = {"prefill" if t["n_prompt"] else "decode.1": t["samples_ts"][0] for t in tests}
    rates[f"decode.{STREAMS}"] = together(options, model)
    return rates, {k: tests[0][k] for k in ("build_commit", "build_number", "cpu_info", "backends", "n_batch", "n_ubatch",
                                            "flash_attn", "type_k") if k in tests[0]}


def compare(options, precision):
    model = gguf(options, precision)
    kinds = ("prefill", "decode.1", f"decode.{STREAMS}")
    ours = {kind: [] for kind in kinds}
    theirs = {kind: [] for kind in kinds}
    limits = []
    about = {}
    for number in range(options.rounds):
        report = bench("--model", options.model, "--shape", options.shape, "--only", "prefill,decode", "--repeats", 1,
                       "--precision", precision, "--threads", options.threads)
        rates, about = peer(options, model)
        for kind in kinds:
            theirs[kind].append(rates[kind])
            if report is not None:
                ours[kind].append(figure(report, kind))
        if report is not None:
            limits.append(limit(report, "decode.1"))
        note(f"{precision}: round {number + 1} of {options.rounds}, ours "
             f"{ours['decode.1'][-1] if report else 0:.1f}, peer {rates['decode.1']:.1f} tokens/s")
    result = {"precision": precision, "peer": about, "theirs": {k: spread(v) for k, v in theirs.items()},
              "file": model.stat().st_size}
    if limits:
        result["ours"] = {k: spread(v) for k, v in ours.items()}
        result["ratio"] = {k: ratio(ours[k], theirs[k]) for k in kinds}
        result["limit"] = spread(limits)
        result["share"] = {"ours": ratio(ours["decode.1"], limits), "theirs": ratio(theirs["decode.1"], limits)}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--llama", type=Path, required=True)
    parser.add_argument("--shape", default="qwen2.5-0.5b")
    parser.add_argument("--precisions", default="bfloat16,q8_0,q4_0")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out")
    options = parser.parse_args()
    if not (Path(options.model) / "config.json").exists():
        bench("--model", options.model, "--shape", options.shape, "--only", "prefill", "--repeats", 1)
    before = machine()
    results = [compare(options, precision) for precision in options.precisions.split(",")]
    rows = []
    nothing = spread([0.0])
    for r in results:
        for kind, peers in r["theirs"].items():
            rows.append((f"{r['precision']}: {kind}", r.get("ours", {}).get(kind, nothing), peers, "tokens/s",
                         r.get("ratio", {}).get(kind, nothing)))
        if "share" in r:
            rows.append((f"{r['precision']}: share of the memory read", r["share"]["ours"], r["share"]["theirs"], "",
                         r["ratio"]["decode.1"]))
    write(options.out, {"machine": before, "model": options.model, "threads": options.threads, "rounds": options.rounds,
                        "precisions": results}, rows)


if __name__ == "__main__":
    main()
