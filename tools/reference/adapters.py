"""Adapters of every kind as PEFT writes them, on the families' models, with what PEFT computes from them.

The file list and tensor names are the fixture as much as the numbers are: a writer is compared with them.
"""

import copy
import warnings

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from families import OUT as FAMILY_FOLDER
from random_models import randomise_adapter, sequences
from reference_files import MODEL, fresh, prepare, tidy_adapter, write_json, write_tensors, write_versions
from scoring import adapter_gradients, all_logits, count

OUT = MODEL / "adapters"
LENGTHS = (19, 12)

TWO = ["q_proj", "v_proj"]
ALL = "all-linear"
RULES = {
    "rank_pattern": {"q_proj": 2, "layers.1.mlp.down_proj": 6, r"^model\.layers\.0\.mlp\.(gate|up)_proj": 3},
    "alpha_pattern": {"q_proj": 6, r"layers\.[02]\.self_attn\.o_proj": 20},
}

# kind -> (base, what LoraConfig is given)
KINDS = {
    "lora-list": ("smollm2", {"lora_alpha": 12, "lora_dropout": 0.1, "target_modules": TWO}),
    "lora-all-linear": ("smollm2", {"target_modules": ALL}),
    "lora-regex": ("smollm2", {
        "target_modules": r"model\.layers\.[12]\.(self_attn\.(q|v)_proj|mlp\.down_proj)"}),
    "lora-some-layers": ("smollm2", {"target_modules": TWO, "layers_to_transform": [0, 2]}),
    "lora-excluded": ("smollm2", {"target_modules": ALL, "exclude_modules": ["down_proj", "o_proj"]}),
    "rslora": ("smollm2", {"use_rslora": True, "target_modules": ALL}),
    "dora": ("smollm2", {"use_dora": True, "target_modules": ALL}),
    "dora-biased-base": ("qwen2", {"use_dora": True, "target_modules": ["q_proj", "k_proj", "v_proj", "up_proj"]}),
    "dora-rslora-patterns": ("gemma2", {"use_dora": True, "use_rslora": True, "target_modules": ALL, **RULES}),
    "patterns": ("smollm2", {"target_modules": ALL, **RULES}),
    "rslora-patterns": ("smollm2", {"use_rslora": True, "lora_alpha": 4, "target_modules": ALL, **RULES}),
    "head-untied": ("llama2", {"target_modules": ["q_proj", "lm_head"]}),
    "head-tied": ("smollm2", {"target_modules": ["q_proj", "lm_head"]}),
    "embedding": ("smollm2", {"target_modules": ["q_proj", "embed_tokens"]}),
    "saved-module": ("llama2", {"target_modules": ["q_proj"], "modules_to_save": ["lm_head"]}),
    "trained-bias": ("qwen2", {"target_modules": TWO, "bias": "lora_only"}),
}


def base_model(name):
    return AutoModelForCausalLM.from_pretrained(
        FAMILY_FOLDER / name, dtype=torch.float32, attn_implementation="eager").eval()


def largest(left, right):
    return max(float((a - b).abs().max()) for a, b in zip(left, right))


def write_kind(number, name):
    base_name, options = KINDS[name]
    seed = 3000 + 10 * number
    base = base_model(base_name)
    samples = sequences(base.config.vocab_size, LENGTHS, seed)
    base_logits = all_logits(base, samples)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        model = get_peft_model(
            copy.deepcopy(base), LoraConfig(**{"r": 4, "lora_alpha": 8, "task_type": "CAUSAL_LM", **options}))
        randomise_adapter(model, seed + 1)
        if name == "trained-bias" or name == "saved-module":
            with torch.no_grad():
                for parameter in (p for n, p in model.named_parameters() if p.requires_grad and "lora_" not in n):
                    parameter.mul_(1.25)
        folder = fresh(OUT / name)
        model.save_pretrained(folder)
        tidy_adapter(folder)
        logits = all_logits(model, samples)
        loss, gradients = adapter_gradients(model, samples)
        reloaded = PeftModel.from_pretrained(base_model(base_name), folder).eval()
        again = all_logits(reloaded, samples)
        merged = copy.deepcopy(model).merge_and_unload()
        merged_logits = all_logits(merged, samples)

    stored = load_file(folder / "adapter_model.safetensors")
    kept = {key: value for key, value in gradients.items() if key in stored}
    tensors = {}
    for index in range(len(samples)):
        tensors[f"logits.{index}"] = logits[index]
        tensors[f"merged.logits.{index}"] = merged_logits[index]
    write_tensors(folder / "reference.safetensors", tensors)
    write_tensors(folder / "gradients.safetensors", kept)
    write_json(folder / "samples.json", [
        {"ids": ids.tolist(), "labels": labels.tolist()} for ids, labels in samples], indent=None)
    facts = {
        "base": f"families/{base_name}",
        "tied": base.config.tie_word_embeddings,
        "given_to_peft": options,
        "keys": {key: list(value.shape) for key, value in sorted(stored.items())},
        "gradients_without_a_stored_tensor": sorted(key for key in gradients if key not in stored),
        "stored_without_a_gradient": sorted(key for key in stored if key not in gradients),
        "targets": count(samples),
        "loss": loss,
        "adapter_moves_logits_by": largest(logits, base_logits),
        "peft_loads_its_own_file_within": largest(again, logits),
        "merging_moves_logits_by": largest(merged_logits, logits),
        "warnings": sorted({str(w.message).split("\n")[0][:300] for w in warned if "tie" in str(w.message)}),
    }
    write_json(folder / "facts.json", facts)
    assert facts["adapter_moves_logits_by"] > 0.1, name
    print(name, {key: value for key, value in facts.items() if key not in ("keys", "given_to_peft")}, len(stored))


def main():
    prepare()
    fresh(OUT)
    write_versions(MODEL)
    for number, name in enumerate(KINDS):
        write_kind(number, name)


if __name__ == "__main__":
    main()
