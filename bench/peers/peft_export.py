"""PEFT's merge_and_unload and save_pretrained, as export.py asks: one line in, the seconds of one merge out.

    python peft_export.py MODEL OUT THREADS
"""

import json
import os
import shutil
import sys
import time

import peft
import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM


def main():
    folder, out, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    adapter, merged = os.path.join(out, "adapter"), os.path.join(out, "merged")
    config = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False)
    get_peft_model(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16), config).save_pretrained(adapter)

    def say(value):
        print(json.dumps(value), flush=True)

    say({"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__})
    for _ in sys.stdin:
        shutil.rmtree(merged, ignore_errors=True)
        began = time.perf_counter()
        model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16), adapter)
        loaded = time.perf_counter()
        model.merge_and_unload().save_pretrained(merged)
        saved = time.perf_counter()
        size = 0
        for name in os.listdir(merged):
            with open(os.path.join(merged, name), "rb+") as file:
                os.fsync(file.fileno())
                size += file.seek(0, os.SEEK_END)
        forced = time.perf_counter()
        del model
        say({"load": loaded - began, "merge": saved - loaded, "force": forced - saved, "bytes": size})


if __name__ == "__main__":
    main()
