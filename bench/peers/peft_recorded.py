"""transformers + PEFT on the steps that org.dasllm.bench.peer.TrainingRecord wrote down, some at a time, as recorded_training.py asks:
a number of steps in, a line with their seconds and losses out.

    python peft_recorded.py RECORD MODE THREADS

MODE: eager, or some of compiled, autocast, bf16, bf16-adapters, joined by +. bf16 keeps and multiplies the base in bfloat16, bf16-adapters the
adapters too; autocast multiplies a base of float32 in bfloat16. Samples of a like length share a pass, two passes a step, so that little of
them is padding, and the head is applied where there is a target: that is the fastest way of eager PyTorch that we know of here.
"""

import contextlib
import json
import resource
import sys
import time
from pathlib import Path

import peft
import torch
import transformers
from peft import PeftModel
from transformers import AutoModelForCausalLM


def padded(rows, fill, multiple):
    longest = -(-max(len(row) for row in rows) // multiple) * multiple
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


def main():
    record, mode, threads = Path(sys.argv[1]), sys.argv[2].split("+"), int(sys.argv[3])
    torch.set_num_threads(threads)
    about = json.loads((record / "about.json").read_text())
    steps = [json.loads(line)["samples"] for line in (record / "steps.jsonl").read_text().splitlines()]
    kept = torch.bfloat16 if "bf16" in mode or "bf16-adapters" in mode else torch.float32
    base = AutoModelForCausalLM.from_pretrained(about["base"], dtype=kept, attn_implementation="sdpa")
    model = PeftModel.from_pretrained(base, record / "start", is_trainable=True,
                                      autocast_adapter_dtype="bf16-adapters" not in mode)
    model.train()
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    rate = about["optimizer"]
    optimizer = torch.optim.AdamW(learning, lr=rate["learningRate"], betas=(rate["beta1"], rate["beta2"]),
                                  eps=rate["epsilon"], weight_decay=0.0, fused=True)
    schedule = transformers.get_scheduler(rate["schedule"].lower(), optimizer,
                                          round(len(steps) * rate["warmupRatio"]), len(steps))
    network, head = model.base_model.model.model, model.base_model.model.lm_head
    # Compiled code is made for each shape or for any length: lengths in whole eights are few.
    multiple = 8 if "compiled" in mode else 1
    forward = torch.compile(network, dynamic=True) if "compiled" in mode else network
    products = (lambda: torch.autocast("cpu", torch.bfloat16)) if "autocast" in mode else contextlib.nullcontext

    def step(samples):
        samples = sorted(samples, key=lambda sample: len(sample["ids"]))
        count = sum(target != -100 for sample in samples for target in sample["targets"])
        total = 0.0
        for chunk in (samples[: len(samples) // 2], samples[len(samples) // 2:]):
            ids = padded([sample["ids"] for sample in chunk], 0, multiple)
            targets = padded([sample["targets"] for sample in chunk], -100, multiple)
            mask = padded([[1] * len(sample["ids"]) for sample in chunk], 0, multiple)
            with products():
                states = forward(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
                learnt = targets != -100
                logits = head(states[learnt])
            loss = torch.nn.functional.cross_entropy(logits.float(), targets[learnt], reduction="sum") / count
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        return total

    print(json.dumps({"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__}), flush=True)
    done = 0
    for line in sys.stdin:
        began = time.perf_counter()
        number = int(line)
        losses = [step(samples) for samples in steps[done:done + number]]
        done += number
        print(json.dumps({"seconds": time.perf_counter() - began, "losses": losses,
                          "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if __name__ == "__main__":
    main()
