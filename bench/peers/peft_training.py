"""transformers + PEFT, step by step, as training.py asks: one line "every" or "quarter" in, the step's seconds out.

    python peft_training.py MODEL {float32|bfloat16} MODE THREADS

MODE: eager, or some of compiled, checkpointing, bf16-adapters, autocast, joined by +. LoRA of rank 16 and alpha 32 on all linear layers;
4 x 512 random tokens; a step is loss, backward, clipping to 1 and AdamW. The first line out is the first step's seconds,
compilation included. "end" gives the peak memory of this process in bytes, and ends it.
"""

import contextlib
import json
import resource
import sys
import time

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

SEQUENCES, LENGTH = 4, 512


def load(folder, precision, mode):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=precision, attn_implementation="sdpa")
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"),
                           autocast_adapter_dtype="bf16-adapters" not in mode)
    if "checkpointing" in mode:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        model.enable_input_require_grads()
    model.train()
    return model


def main():
    folder, precision, mode, threads = sys.argv[1:]
    mode = mode.split("+")
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    model = load(folder, getattr(torch, precision), mode)
    learns = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learns, lr=1e-4, weight_decay=0.0, fused=True)
    ids = torch.randint(0, model.config.vocab_size, (SEQUENCES, LENGTH))
    quarter = ids.clone()
    quarter[:, : LENGTH * 3 // 4] = -100
    labels = {"every": ids, "quarter": quarter}
    forward = torch.compile(model) if "compiled" in mode else model
    cast = torch.autocast("cpu", torch.bfloat16) if "autocast" in mode else contextlib.nullcontext()

    def step(kind):
        began = time.perf_counter()
        with cast:
            loss = forward(input_ids=ids, labels=labels[kind], use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learns, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        value = loss.item()
        return {"seconds": time.perf_counter() - began, "loss": value}

    def say(value):
        print(json.dumps(value), flush=True)

    first = step("every")
    step("quarter")
    step("every")
    say({**first, "torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__,
         "learns": sum(p.numel() for p in learns)})
    for line in sys.stdin:
        if line.strip() == "end":
            say({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024})
            return
        say(step(line.strip()))


if __name__ == "__main__":
    main()
