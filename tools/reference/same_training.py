"""Trains on the steps that org.dasllm.bench.peer.TrainingRecord wrote down, with transformers and PEFT, and compares answers.

    same_training.py RECORD RUN [--steps N | --answers] [--bf16]

RECORD is the folder of TrainingRecord; RUN the run's folder, for its metrics.jsonl (losses) and its predictions, which may be
written while this trains. Same start, same batches, the rates by transformers' own schedule; AdamW and clipping as PyTorch has them;
greedy answers. The trained adapter is kept as RECORD/peft, its losses as RECORD/losses.json. With --steps only so many steps are trained
and compared, and no answers; with --answers nothing is trained, and what was kept is compared. --bf16 computes the training's products in
bfloat16 (autocast), where float32 is slow.
"""
import argparse
import contextlib
import json
import math
from pathlib import Path

import torch
from peft import PeftModel
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, get_scheduler

arguments = argparse.ArgumentParser()
arguments.add_argument("record", type=Path)
arguments.add_argument("run", type=Path)
arguments.add_argument("--steps", type=int)
arguments.add_argument("--answers", action="store_true")
arguments.add_argument("--bf16", action="store_true")
chosen = arguments.parse_args()
record, run = chosen.record, chosen.run
about = json.loads((record / "about.json").read_text())
lines = lambda path: [json.loads(line) for line in path.read_text().splitlines()]
steps = lines(record / "steps.jsonl")
base = AutoModelForCausalLM.from_pretrained(about["base"], dtype=torch.float32, attn_implementation="eager")
model = PeftModel.from_pretrained(base, record / ("peft" if chosen.answers else "start"), is_trainable=True)
learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
rate = about["optimizer"]
assert rate["minimumRatio"] == 0 and rate["weightDecay"] == 0, rate
optimizer = torch.optim.AdamW(
    learning, lr=rate["learningRate"], betas=(rate["beta1"], rate["beta2"]), eps=rate["epsilon"], weight_decay=0.0)
schedule = get_scheduler(rate["schedule"].lower(), optimizer, math.ceil(len(steps) * rate["warmupRatio"]), len(steps))
products = (lambda: torch.autocast("cpu", torch.bfloat16)) if chosen.bf16 else contextlib.nullcontext


def padded(rows, fill):
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


losses = json.loads((record / "losses.json").read_text()) if chosen.answers else []
network, head = model.base_model.model.model, model.base_model.model.lm_head
for step in [] if chosen.answers else steps[: chosen.steps]:
    # The loss of a step is the mean over its targets, whichever passes they are in: samples of like lengths share one, so that little is
    # padding, and logits are made where there is a target. Neither changes a value.
    samples = sorted(step["samples"], key=lambda sample: len(sample["ids"]))
    count = sum(target != -100 for sample in samples for target in sample["targets"])
    total = 0.0
    for chunk in (samples[: len(samples) // 2], samples[len(samples) // 2 :]):
        ids = padded([sample["ids"] for sample in chunk], 0)
        targets = padded([sample["targets"] for sample in chunk], -100)
        mask = padded([[1] * len(sample["ids"]) for sample in chunk], 0)
        with products():
            states = network(input_ids=ids, attention_mask=mask).last_hidden_state
            learnt = targets != -100
            logits = head(states[learnt])
        loss = torch.nn.functional.cross_entropy(logits.float(), targets[learnt], reduction="sum") / count
        loss.backward()
        total += loss.item()
    torch.nn.utils.clip_grad_norm_(learning, 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()
    losses.append(total)
    if len(losses) % 20 == 0:
        print(f"step {len(losses)}: loss {total:.6f}", flush=True)
    if len(losses) % 200 == 0 or len(losses) == len(steps):
        model.save_pretrained(record / "peft")
        (record / "losses.json").write_text(json.dumps(losses))

metrics = lines(run / "training" / "metrics.jsonl")[: len(losses)]
worst = max(abs(loss - metric["loss"]) / metric["loss"] for loss, metric in zip(losses, metrics, strict=True))
print(f"worst relative difference of a loss {worst:.2e} over {len(metrics)} steps")
if chosen.steps:
    raise SystemExit
model.eval()
tokenizer = Tokenizer.from_file(str(Path(about["base"]) / "tokenizer.json"))
end = set(about["end_tokens"])
ours = {line["id"]: line for line in lines(run / "evaluation" / "predictions.jsonl")}
prompts = sorted(lines(record / "prompts.jsonl"), key=lambda prompt: len(prompt["ids"]))
equal, right, ours_right = 0, 0, 0
with torch.inference_mode():
    for first in range(0, len(prompts), 64):
        chunk = prompts[first : first + 64]
        longest = max(len(prompt["ids"]) for prompt in chunk)
        ids = torch.tensor([[0] * (longest - len(prompt["ids"])) + prompt["ids"] for prompt in chunk])
        mask = torch.tensor([[0] * (longest - len(prompt["ids"])) + [1] * len(prompt["ids"]) for prompt in chunk])
        made = model.generate(
            input_ids=ids, attention_mask=mask, do_sample=False, max_new_tokens=about["max_new_tokens"],
            eos_token_id=sorted(end), pad_token_id=sorted(end)[0])
        for prompt, row in zip(chunk, made[:, longest:].tolist()):
            answer = []
            for token in row:
                if token in end:
                    break
                answer.append(token)
            text = tokenizer.decode(answer)
            mine = ours[prompt["id"]]
            equal += text == mine["student"]
            right += text == mine["gold"]
            ours_right += mine["student"] == mine["gold"]
total = len(prompts)
print(f"equal answers {equal} of {total} = {equal / total:.4f}; right: PEFT {right / total:.4f}, ours {ours_right / total:.4f}")
