"""Training curves: transformers + PEFT from a stored start on stored batches, every figure of every step.

The loss of a step is the sum over all target tokens of its micro-batches divided by their number; each micro-batch is a
backward pass of its own, of its samples padded on the right (causal attention never looks there, and padding has no
target). The task is a noisy chain: the next token is most often a fixed function of the two before it.
"""

import copy
import json
import sys
import time

import bitsandbytes as bnb
import bitsandbytes.functional as bnb_functional
import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    LlamaConfig,
    Qwen2Config,
    get_cosine_schedule_with_warmup,
)

from random_models import randomise
from reference_files import TRAINER, fresh, prepare, tidy_adapter, write_json, write_tensors, write_versions
from scoring import all_logits, count, targets_of

OUT = TRAINER / "curves"
VOCABULARY = 96
SIZES = {
    "vocab_size": VOCABULARY, "hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": 64, "bos_token_id": 1, "eos_token_id": 2}
ROPE = {"rope_type": "default", "rope_theta": 10000.0}

LLAMA = LlamaConfig(**SIZES, rms_norm_eps=1e-5, tie_word_embeddings=True, rope_parameters=ROPE)
# Rows of whole blocks: bitsandbytes 0.50.2 dequantises others wrongly on a CPU (see nf4.py).
LLAMA_ROWS_OF_64 = LlamaConfig(
    **{**SIZES, "hidden_size": 64, "intermediate_size": 128}, rms_norm_eps=1e-5, tie_word_embeddings=True,
    rope_parameters=ROPE)
QWEN2 = Qwen2Config(**SIZES, tie_word_embeddings=False, rope_parameters=ROPE, use_sliding_window=False)
GEMMA2 = Gemma2Config(
    **SIZES, head_dim=16, tie_word_embeddings=True, rope_parameters=ROPE, query_pre_attn_scalar=11,
    attn_logit_softcapping=4.0, final_logit_softcapping=12.0, sliding_window=8, pad_token_id=0)

SPREADS = {"head_spread": 2.0, "score_spread": 0.8, "branch": 0.5}
OPTIONS = {
    "learning_rate": 5e-3, "warmup": 10, "weight_decay": 0.01, "max_norm": 1.0, "beta1": 0.9, "beta2": 0.999,
    "epsilon": 1e-8}

# name -> (configuration, steps, what LoraConfig is given, whether the base is quantised)
CURVES = {
    "llama": (LLAMA, 100, {}, False),
    "llama-dora": (LLAMA, 30, {"use_dora": True}, False),
    "llama-qlora": (LLAMA_ROWS_OF_64, 100, {}, True),
    "gemma2": (GEMMA2, 100, {}, False),
    "qwen2": (QWEN2, 100, {}, False),
}


def sample(generator, chain, longest):
    length = int(torch.randint(6, longest, (1,), generator=generator))
    ids = torch.randint(3, VOCABULARY, (2,), generator=generator).tolist()
    while len(ids) < length:
        noisy = float(torch.rand(1, generator=generator)) < 0.15
        wild = int(torch.randint(3, VOCABULARY, (1,), generator=generator))
        ids.append(wild if noisy else int(chain[ids[-1], ids[-2] % 2]))
    prompt = int(torch.randint(1, 4, (1,), generator=generator))
    return torch.tensor(ids), torch.tensor([-100] * prompt + ids[prompt:])


def batches(steps):
    """[step][micro-batch][sample]: two micro-batches, of two to four samples, of unequal lengths."""
    generator = torch.Generator().manual_seed(4242)
    chain = torch.randint(3, VOCABULARY, (VOCABULARY, 2), generator=generator)
    made = [[[sample(generator, chain, 24) for _ in range(2 + int(torch.randint(0, 3, (1,), generator=generator)))]
             for _ in range(2)] for _ in range(steps)]
    return made, [sample(generator, chain, 24) for _ in range(3)]


def as_json(samples):
    return [{"ids": ids.tolist(), "labels": labels.tolist()} for ids, labels in samples]


def base_model(config, seed):
    model = AutoModelForCausalLM.from_config(copy.deepcopy(config), attn_implementation="eager")
    return randomise(model, seed, gemma=config.model_type.startswith("gemma"), **SPREADS)


def linear_layers(model):
    return [(name, module) for name, module in model.named_modules()
            if isinstance(module, torch.nn.Linear) and "lm_head" not in name]


def dequantised(model):
    """Every linear layer but the head through bitsandbytes' NF4 and back, blocks of 64, absmax in float32."""
    other = copy.deepcopy(model)
    with torch.no_grad():
        for _, module in linear_layers(other):
            packed, state = bnb_functional.quantize_4bit(module.weight.data, blocksize=64, quant_type="nf4")
            module.weight.copy_(bnb_functional.dequantize_4bit(packed, state))
            assert float((module.weight - state_rows(packed, state)).abs().max()) == 0.0
    return other


def state_rows(packed, state):
    """The definition: code times scale, blocks counted through the rows."""
    codes = torch.stack([packed.flatten() >> 4, packed.flatten() & 15], dim=1).flatten().long()
    return (state.code[codes].view(-1, 64) * state.absmax[:, None]).view(state.shape)


def four_bit(model):
    """The same with bitsandbytes' own layers, which PEFT wraps for QLoRA."""
    other = copy.deepcopy(model)
    for name, module in linear_layers(other):
        layer = bnb.nn.Linear4bit(
            module.in_features, module.out_features, bias=module.bias is not None, compute_dtype=torch.float32,
            compress_statistics=False, quant_type="nf4")
        layer.load_state_dict(module.state_dict())
        parent, _, child = name.rpartition(".")
        setattr(other.get_submodule(parent), child, layer.to("cpu"))
    return other


def adapted(model, options, seed):
    torch.manual_seed(seed)
    return get_peft_model(model, LoraConfig(
        **{"r": 8, "lora_alpha": 16, "target_modules": "all-linear", "task_type": "CAUSAL_LM", **options}))


def train(model, steps):
    """Losses, rates and norms of every step; the model is trained in place. Nothing here has dropout."""
    model.train()  # In evaluation mode bitsandbytes repacks its weights for bfloat16 kernels.
    live = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        live, lr=OPTIONS["learning_rate"], betas=(OPTIONS["beta1"], OPTIONS["beta2"]), eps=OPTIONS["epsilon"],
        weight_decay=OPTIONS["weight_decay"], foreach=False)
    scheduler = get_cosine_schedule_with_warmup(optimiser, OPTIONS["warmup"], len(steps))
    curve = {"losses": [], "rates": [], "gradient_norms": [], "targets": []}
    for micro_batches in steps:
        targets = sum(count(samples) for samples in micro_batches)
        optimiser.zero_grad(set_to_none=True)
        loss = 0.0
        for samples in micro_batches:
            part = summed_loss(model, samples) / targets
            part.backward()
            loss += float(part.detach())
        curve["losses"].append(loss)
        curve["targets"].append(targets)
        curve["gradient_norms"].append(
            float(torch.nn.utils.clip_grad_norm_(live, OPTIONS["max_norm"], foreach=False)))
        curve["rates"].append(scheduler.get_last_lr()[0])
        optimiser.step()
        scheduler.step()
    return curve


def summed_loss(model, samples):
    ids = pad_sequence([ids for ids, _ in samples], batch_first=True, padding_value=0)
    targets = pad_sequence([targets_of(labels) for _, labels in samples], batch_first=True, padding_value=-100)
    logits = model(input_ids=ids, use_cache=False).logits
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-100, reduction="sum")


def difference(left, right):
    return max(abs(a - b) / abs(b) for a, b in zip(left["losses"], right["losses"]))


def make(number, name, steps, probe):
    config, length, options, quantised = CURVES[name]
    steps = steps[:length]
    folder = fresh(OUT / name)
    base = base_model(config, 5000 + (0 if config is LLAMA else number))
    frozen = dequantised(base) if quantised else base
    model = adapted(copy.deepcopy(frozen), options, 5100 + number)
    start = copy.deepcopy(model.state_dict())
    base.save_pretrained(folder / "base")
    (folder / "base/generation_config.json").unlink(missing_ok=True)
    model.save_pretrained(folder / "start")
    tidy_adapter(folder / "start")
    tensors = {f"start.logits.{i}": rows for i, rows in enumerate(all_logits(model, probe))}
    double = copy.deepcopy(model).double()
    curve = train(model, steps)
    print(name, time.ctime(), [round(loss, 3) for loss in curve["losses"][::5]], flush=True)
    final = all_logits(model, probe)
    tensors.update({f"final.logits.{i}": rows for i, rows in enumerate(final)})
    model.save_pretrained(folder / "final")
    tidy_adapter(folder / "final")
    double_curve = train(double, steps)
    facts = {
        "adapter": {"r": 8, "lora_alpha": 16, "target_modules": "all-linear", **options},
        "nf4_base": quantised, "steps": length, **OPTIONS,
        "float32_to_float64": {
            "losses_relative": difference(curve, double_curve),
            "final_logits": max(float((a - b).abs().max()) for a, b in zip(final, all_logits(double, probe)))},
        "final_logits_moved_by": max(
            float((tensors[f"final.logits.{i}"] - tensors[f"start.logits.{i}"]).abs().max()) for i in range(len(probe))),
    }
    if quantised:
        other = adapted(four_bit(base), options, 5100 + number)
        found = other.load_state_dict({key: value for key, value in start.items() if "lora_" in key}, strict=False)
        assert not found.unexpected_keys, found.unexpected_keys
        four_bit_curve = train(other, steps)
        kinds = {type(module).__name__ for module in other.modules()}
        assert "Linear4bit" in kinds, kinds
        facts["bitsandbytes_layers_to_dequantised_weights"] = {
            "losses_relative": difference(four_bit_curve, curve),
            "final_logits": max(float((a - b).abs().max()) for a, b in zip(final, all_logits(other, probe)))}
        curve["losses_with_bitsandbytes_layers"] = four_bit_curve["losses"]
        write_tensors(folder / "dequantised.safetensors", {
            f"{layer}.weight": module.weight for layer, module in linear_layers(frozen)})
    first, last = sum(curve["losses"][:5]) / 5, sum(curve["losses"][-5:]) / 5
    facts["loss_of_first_five_steps"], facts["loss_of_last_five_steps"] = first, last
    write_tensors(folder / "probe.safetensors", tensors)
    write_json(folder / "facts.json", facts)
    write_json(folder / "curve.json", curve, indent=None)
    print(name, time.ctime(), json.dumps(facts), [round(loss, 3) for loss in curve["losses"][::10]],
          [round(norm, 3) for norm in curve["gradient_norms"][::10]], flush=True)
    assert min(curve["losses"]) > 0.1
    assert facts["float32_to_float64"]["losses_relative"] < 1e-4, name
    assert facts["float32_to_float64"]["final_logits"] < 2e-3, name
    assert length < 100 or last < 0.7 * first, name


def main():
    prepare()
    write_versions(TRAINER)
    OUT.mkdir(parents=True, exist_ok=True)
    steps, probe = batches(100)
    write_json(OUT / "batches.json", [[as_json(samples) for samples in step] for step in steps], indent=None)
    write_json(OUT / "probe.json", as_json(probe), indent=None)
    for number, name in enumerate(CURVES):
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            make(number, name, steps, probe)


if __name__ == "__main__":
    main()
