"""Loads a model folder and an adapter folder which this project wrote, with transformers and PEFT, for people to look at.

    python load_ours.py MODEL_FOLDER [ADAPTER_FOLDER] [--ids 5,17,3] [--logits logits.safetensors]

Prints the missing and the unexpected keys of both and the largest logits of every row; with --logits (a file with the
tensor `logits`, [rows, vocabulary]) the largest difference. Exit status 1 if a key is missing or unexpected, or if a logit
differs by more than 1e-4.
"""

import argparse
import sys

import torch
from peft import PeftConfig, get_peft_model, load_peft_weights, set_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from reference_files import prepare


def main():
    prepare()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("adapter", nargs="?")
    parser.add_argument("--ids", default="5,17,3,8,13,21")
    parser.add_argument("--logits")
    options = parser.parse_args()
    wrong = False

    model, found = AutoModelForCausalLM.from_pretrained(
        options.model, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        keys = sorted(map(str, found[kind]))
        print(f"model   {kind}: {keys}")
        wrong |= bool(keys)
    if options.adapter:
        config = PeftConfig.from_pretrained(options.adapter)
        model = get_peft_model(model, config)
        result = set_peft_model_state_dict(model, load_peft_weights(options.adapter, device="cpu"))
        missing = [key for key in result.missing_keys if "lora_" in key or "modules_to_save" in key]
        print(f"adapter missing_keys: {missing}")
        print(f"adapter unexpected_keys: {list(result.unexpected_keys)}")
        wrong |= bool(missing or result.unexpected_keys)

    ids = torch.tensor([[int(word) for word in options.ids.split(",")]])
    with torch.no_grad():
        logits = model.eval()(input_ids=ids, use_cache=False).logits[0]
    for row, values in enumerate(logits):
        top = values.topk(5)
        print(f"row {row}: " + "  ".join(f"{i}:{v:.5f}" for i, v in zip(top.indices.tolist(), top.values.tolist())))
    if options.logits:
        difference = float((load_file(options.logits)["logits"] - logits).abs().max())
        print(f"largest difference {difference:.2e}")
        wrong |= difference > 1e-4
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
