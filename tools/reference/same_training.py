"""Trains on the steps that org.dasllm.bench.peer.TrainingRecord wrote down, with transformers and PEFT, and compares answers.

    same_training.py RECORD RUN [STEPS]

RECORD is the folder of TrainingRecord; RUN the run's folder, for its metrics.jsonl (learning rates, losses) and its
predictions. Same start, same batches, same rates; AdamW and clipping as PyTorch has them; greedy answers. With STEPS
only so many steps are compared, and no answers.
"""
import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

record, run = Path(sys.argv[1]), Path(sys.argv[2])
about = json.loads((record / "about.json").read_text())
lines = lambda path: [json.loads(line) for line in path.read_text().splitlines()]
metrics = lines(run / "training" / "metrics.jsonl")
steps = lines(record / "steps.jsonl")
if len(sys.argv) > 3:
    metrics, steps = metrics[: int(sys.argv[3])], steps[: int(sys.argv[3])]
base = AutoModelForCausalLM.from_pretrained(about["base"], dtype=torch.float32, attn_implementation="eager")
model = PeftModel.from_pretrained(base, record / "start", is_trainable=True)
learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.AdamW(learning, lr=0.0, weight_decay=0.0)


def padded(rows, fill):
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


worst = 0.0
network, head = model.base_model.model.model, model.base_model.model.lm_head
for number, (step, metric) in enumerate(zip(steps, metrics, strict=True)):
    # The loss of a step is the mean over its targets, whichever passes they are in: samples of like lengths share one, so that little is
    # padding, and logits are made where there is a target. Neither changes a value.
    samples = sorted(step["samples"], key=lambda sample: len(sample["ids"]))
    count = sum(target != -100 for sample in samples for target in sample["targets"])
    total = 0.0
    for chunk in (samples[: len(samples) // 2], samples[len(samples) // 2 :]):
        ids = padded([sample["ids"] for sample in chunk], 0)
        targets = padded([sample["targets"] for sample in chunk], -100)
        mask = padded([[1] * len(sample["ids"]) for sample in chunk], 0)
        states = network(input_ids=ids, attention_mask=mask).last_hidden_state
        learnt = targets != -100
        loss = torch.nn.functional.cross_entropy(head(states[learnt]), targets[learnt], reduction="sum") / count
        loss.backward()
        total += loss.item()
    torch.nn.utils.clip_grad_norm_(learning, 1.0)
    optimizer.param_groups[0]["lr"] = metric["learningRate"]
    optimizer.step()
    optimizer.zero_grad()
    worst = max(worst, abs(total - metric["loss"]) / metric["loss"])
    if (number + 1) % 20 == 0:
        print(f"step {number + 1}: loss {total:.6f}, ours {metric['loss']:.6f}, worst so far {worst:.1e}", flush=True)

print(f"worst relative difference of a loss {worst:.2e} over {len(metrics)} steps")
if len(sys.argv) > 3:
    sys.exit()
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
