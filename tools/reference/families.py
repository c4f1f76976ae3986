"""One small random model per family, with logits, losses, an adapter and its gradients, made by transformers and PEFT.

Every difference of a family is switched off once, and must move a logit by at least 1e-2: facts.json has by how much.
"""

import copy
import json
import math

import torch
from peft import LoraConfig, get_peft_model
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
    SmolLM3Config,
)

from random_models import randomise, randomise_adapter, sequences
from reference_files import MODEL, fresh, prepare, tidy_adapter, write_json, write_tensors, write_versions
from scoring import (
    adapter_gradients,
    all_logits,
    cosine,
    count,
    relative_l2,
    targets_of,
    token_losses,
    total_loss,
)

OUT = MODEL / "families"
LENGTHS = (40, 23)
BITES = 1e-2
# Two forms of the same curve: what they differ by is small everywhere, yet hundreds of times the rounding.
BITES_LESS = {"exact gelu in place of its tanh form": 1e-3}

# -- the shapes ---------------------------------------------------------------------------------------------------------

LLAMA2 = LlamaConfig(
    vocab_size=101, hidden_size=48, intermediate_size=88, num_hidden_layers=3, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, bos_token_id=1, eos_token_id=2)

LLAMA3 = LlamaConfig(
    vocab_size=112, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, head_dim=16, max_position_embeddings=128, rms_norm_eps=1e-5, tie_word_embeddings=True,
    rope_parameters={
        "rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 16},
    bos_token_id=1, eos_token_id=[2, 3])

MISTRAL = MistralConfig(
    vocab_size=96, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6,
    num_key_value_heads=2, head_dim=8, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=False,
    sliding_window=8, rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, bos_token_id=1, eos_token_id=2)

QWEN2 = Qwen2Config(
    vocab_size=128, hidden_size=48, intermediate_size=88, num_hidden_layers=3, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, use_sliding_window=False, bos_token_id=1,
    eos_token_id=2)

QWEN2_SLIDING = Qwen2Config(
    vocab_size=100, hidden_size=48, intermediate_size=80, num_hidden_layers=4, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, use_sliding_window=True, sliding_window=8,
    max_window_layers=2, bos_token_id=1, eos_token_id=2)

QWEN3 = Qwen3Config(
    vocab_size=120, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4,
    num_key_value_heads=2, head_dim=20, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, use_sliding_window=False, bos_token_id=1,
    eos_token_id=2)

GEMMA2 = Gemma2Config(
    vocab_size=112, hidden_size=56, intermediate_size=96, num_hidden_layers=4, num_attention_heads=4,
    num_key_value_heads=2, head_dim=16, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, query_pre_attn_scalar=11,
    attn_logit_softcapping=2.0, final_logit_softcapping=5.0, sliding_window=8, bos_token_id=1, eos_token_id=2,
    pad_token_id=0)

GEMMA3 = Gemma3TextConfig(
    vocab_size=112, hidden_size=56, intermediate_size=80, num_hidden_layers=6, num_attention_heads=4,
    num_key_value_heads=2, head_dim=12, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={
        "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
        "full_attention": {"rope_type": "default", "rope_theta": 1000000.0}},
    query_pre_attn_scalar=7, sliding_window=8,
    layer_types=["sliding_attention"] * 2 + ["full_attention"] + ["sliding_attention"] * 2 + ["full_attention"],
    bos_token_id=1, eos_token_id=2, pad_token_id=0)

GEMMA3_LINEAR = Gemma3TextConfig(
    vocab_size=96, hidden_size=56, intermediate_size=72, num_hidden_layers=6, num_attention_heads=4,
    num_key_value_heads=2, head_dim=12, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={
        "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
        "full_attention": {"rope_type": "linear", "rope_theta": 1000000.0, "factor": 8.0}},
    query_pre_attn_scalar=10, sliding_window=8, bos_token_id=1, eos_token_id=2, pad_token_id=0)

SMOLLM2 = LlamaConfig(
    vocab_size=120, hidden_size=48, intermediate_size=88, num_hidden_layers=3, num_attention_heads=6,
    num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 100000.0}, bos_token_id=1, eos_token_id=2)

SMOLLM3 = SmolLM3Config(
    vocab_size=104, hidden_size=48, intermediate_size=80, num_hidden_layers=5, num_attention_heads=6,
    num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-6, tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 2000000.0}, no_rope_layer_interval=4, bos_token_id=1,
    eos_token_id=2, pad_token_id=0)


def classic(config):
    """The same shape as a checkpoint on the hub has it: rope_theta and rope_scaling beside the sizes, torch_dtype."""
    stored = json.loads(json.dumps(config))
    rope = stored.pop("rope_parameters")
    stored["torch_dtype"] = stored.pop("dtype")
    stored.pop("_sliding_window_pattern", None)
    if "full_attention" in rope:
        stored["rope_theta"] = rope["full_attention"]["rope_theta"]
        stored["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        rope = rope["full_attention"]
        types = stored.pop("layer_types")
        pattern = types.index("full_attention") + 1
        stored["sliding_window_pattern"] = pattern
    else:
        stored["rope_theta"] = rope["rope_theta"]
        if "layer_types" in stored and stored["model_type"] != "qwen2":
            stored.pop("layer_types")
        stored.pop("no_rope_layers", None)
    scaling = {key: value for key, value in rope.items() if key != "rope_theta"}
    stored["rope_scaling"] = None if scaling["rope_type"] == "default" else scaling
    if stored["model_type"] == "qwen2":
        stored.pop("layer_types")
        if not stored["use_sliding_window"]:
            stored["sliding_window"] = 4096
    return dict(sorted(stored.items()))


# -- differences, each switched off --------------------------------------------------------------------------------------

def rebuilt(model, change):
    """The same weights under a changed configuration."""
    config = copy.deepcopy(model.config)
    change(config)
    other = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    other.load_state_dict(model.state_dict(), strict=False)
    return other


def edited(model, edit):
    """The same configuration with changed modules or weights."""
    other = copy.deepcopy(model)
    with torch.no_grad():
        edit(other)
    return other


def attribute(name, value):
    return lambda model: rebuilt(model, lambda config: setattr(config, name, value))


def no_window(model):
    def change(config):
        if getattr(config, "layer_types", None) is not None:
            config.layer_types = ["full_attention"] * config.num_hidden_layers
        config.sliding_window = 4096
    return rebuilt(model, change)


def window_plus_one(model):
    """The mask q - k <= window in place of q - k < window."""
    def change(config):
        config.sliding_window += 1
    return rebuilt(model, change)


def shifted_layer_types(model):
    def change(config):
        config.layer_types = config.layer_types[1:] + config.layer_types[:1]
    return rebuilt(model, change)


def plain_rope(model):
    def change(config):
        rope = config.rope_parameters
        if "full_attention" in rope:
            rope["full_attention"] = {"rope_type": "default", "rope_theta": rope["full_attention"]["rope_theta"]}
        else:
            config.rope_parameters = {"rope_type": "default", "rope_theta": rope["rope_theta"]}
    return rebuilt(model, change)


def scaling_on_local_layers_too(model):
    def change(config):
        local = config.rope_parameters["sliding_attention"]
        config.rope_parameters["sliding_attention"] = {
            **config.rope_parameters["full_attention"], "rope_theta": local["rope_theta"]}
    return rebuilt(model, change)


def theta(value, kind=None):
    def change(config):
        (config.rope_parameters[kind] if kind else config.rope_parameters)["rope_theta"] = value
    return lambda model: rebuilt(model, change)


def original_context(value):
    def change(config):
        config.rope_parameters["original_max_position_embeddings"] = value
    return lambda model: rebuilt(model, change)


def norms_without_plus_one(model):
    def edit(other):
        for name, parameter in other.named_parameters():
            if "norm" in name:
                parameter.sub_(1.0)
    return edited(model, edit)


def neutral(suffixes, value):
    def edit(other):
        for name, parameter in other.named_parameters():
            if any(suffix in name for suffix in suffixes):
                parameter.fill_(value)
    return lambda model: edited(model, edit)


def modules_identity(names):
    def edit(other):
        for layer in other.model.layers:
            for holder in (layer, layer.self_attn):
                for name in names:
                    if hasattr(holder, name):
                        setattr(holder, name, torch.nn.Identity())
    return lambda model: edited(model, edit)


def qk_norm_after_rope(model):
    """Norms applied behind the rotation: differs as soon as the norm's weights differ within a head."""
    def edit(other):
        module = __import__(type(other.model.layers[0].self_attn).__module__, fromlist=["x"])
        rotate = module.apply_rotary_pos_emb
        for layer in other.model.layers:
            attention = layer.self_attn
            query_norm, key_norm = attention.q_norm, attention.k_norm
            attention.q_norm, attention.k_norm = torch.nn.Identity(), torch.nn.Identity()
            forward = attention.forward

            def later(*arguments, forward=forward, query_norm=query_norm, key_norm=key_norm, **named):
                def rotated(query, key, cos, sin, **rest):
                    query, key = rotate(query, key, cos, sin, **rest)
                    return query_norm(query), key_norm(key)
                module.apply_rotary_pos_emb = rotated
                try:
                    return forward(*arguments, **named)
                finally:
                    module.apply_rotary_pos_emb = rotate

            attention.forward = later
    return edited(model, edit)


def embedding_scale_one(model):
    def edit(other):
        embedding = other.model.embed_tokens
        embedding.embed_scale = torch.tensor(1.0)
    return edited(model, edit)


def activation(name):
    def change(config):
        setattr(config, "hidden_activation" if hasattr(config, "hidden_activation") else "hidden_act", name)
    return lambda model: rebuilt(model, change)


def head_from_embedding(model):
    def edit(other):
        other.lm_head.weight.copy_(other.model.embed_tokens.weight)
    return edited(model, edit)


def value_heads_interleaved(model):
    """Query head h reading key/value head h mod groups in place of h div group size."""
    def edit(other):
        config = other.config
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        groups = config.num_key_value_heads
        order = [h for g in range(groups) for h in range(g, config.num_attention_heads, groups)]
        rows = torch.cat([torch.arange(h * size, (h + 1) * size) for h in order])
        for layer in other.model.layers:
            attention = layer.self_attn
            attention.q_proj.weight.copy_(attention.q_proj.weight[rows])
            if attention.q_proj.bias is not None:
                attention.q_proj.bias.copy_(attention.q_proj.bias[rows])
            attention.o_proj.weight.copy_(attention.o_proj.weight[:, rows])
    return edited(model, edit)


QKV_BIAS = ("q_proj.bias", "k_proj.bias", "v_proj.bias")
QK_NORM = ("q_norm", "k_norm")


def llama_like(**more):
    return {
        "norm weights neutral": neutral(("norm.weight", "layernorm.weight"), 1.0),
        "key/value groups interleaved": value_heads_interleaved,
        **more,
    }


def gemma_like(**more):
    return {
        "norm weights neutral": neutral(("norm.weight", "layernorm.weight"), 0.0),
        "w in place of (1 + w)": norms_without_plus_one,
        "key/value groups interleaved": value_heads_interleaved,
        "embedding scale 1": embedding_scale_one,
        "silu in place of gelu": activation("silu"),
        "exact gelu in place of its tanh form": activation("gelu"),
        "no norm after attention": modules_identity(["post_attention_layernorm"]),
        "no norm before the feed-forward": modules_identity(["pre_feedforward_layernorm"]),
        "no norm after the feed-forward": modules_identity(["post_feedforward_layernorm"]),
        "query scale from the head size": lambda model: rebuilt(
            model, lambda config: setattr(config, "query_pre_attn_scalar", config.head_dim)),
        "no window": no_window,
        "window of 9": window_plus_one,
        "layer kinds shifted by one": shifted_layer_types,
        **more,
    }


FAMILIES = {
    "llama2": (LLAMA2, llama_like(**{
        "rope theta 500000": theta(500000.0),
        "head tied": head_from_embedding})),
    "llama3": (LLAMA3, llama_like(**{
        "no rope scaling": plain_rope,
        "original context 64": original_context(64),
        "rope theta 10000": theta(10000.0)})),
    "mistral": (MISTRAL, llama_like(**{
        "no window": no_window,
        "window of 9": window_plus_one,
        "head tied": head_from_embedding})),
    "qwen2": (QWEN2, llama_like(**{
        "no bias": neutral(QKV_BIAS, 0.0),
        "no bias on q": neutral(("q_proj.bias",), 0.0),
        "no bias on v": neutral(("v_proj.bias",), 0.0),
        "rope theta 10000": theta(10000.0)})),
    "qwen2-sliding": (QWEN2_SLIDING, llama_like(**{
        "no bias": neutral(QKV_BIAS, 0.0),
        "no window": no_window,
        "window of 9": window_plus_one,
        "layer kinds shifted by one": shifted_layer_types,
        "head tied": head_from_embedding})),
    "qwen3": (QWEN3, llama_like(**{
        "no norm on q and k": modules_identity(["q_norm", "k_norm"]),
        "norm on q and k neutral": neutral(QK_NORM, 1.0),
        "norm on q and k after rope": qk_norm_after_rope,
        "rope theta 10000": theta(10000.0)})),
    "gemma2": (GEMMA2, gemma_like(**{
        "no soft cap on attention": attribute("attn_logit_softcapping", None),
        "no soft cap on logits": attribute("final_logit_softcapping", None)})),
    "gemma3": (GEMMA3, gemma_like(**{
        "no norm on q and k": modules_identity(["q_norm", "k_norm"]),
        "norm on q and k neutral": neutral(QK_NORM, 0.0),
        "norm on q and k after rope": qk_norm_after_rope,
        "local theta 1000000": theta(1000000.0, "sliding_attention"),
        "global theta 10000": theta(10000.0, "full_attention")})),
    "gemma3-linear": (GEMMA3_LINEAR, gemma_like(**{
        "no norm on q and k": modules_identity(["q_norm", "k_norm"]),
        "no rope scaling": plain_rope,
        "rope scaling on local layers too": scaling_on_local_layers_too,
        "local theta 1000000": theta(1000000.0, "sliding_attention")})),
    "smollm2": (SMOLLM2, llama_like(**{"rope theta 10000": theta(10000.0)})),
    "smollm3": (SMOLLM3, llama_like(**{
        "rope in every layer": attribute("no_rope_layers", [1] * 5),
        "no rope in another layer": attribute("no_rope_layers", [1, 1, 0, 1, 1]),
        "rope theta 10000": theta(10000.0)})),
}

# The same shapes in a narrower type on disk: folder -> (family, type, whether gradients are also taken in that type).
# Where they are, the model is a calm one: what bfloat16 rounds off must stay well below a cosine of 0.999.
STORED = {
    "llama3-bf16": ("llama3", torch.bfloat16, True),
    "gemma2-bf16": ("gemma2", torch.bfloat16, True),
    "qwen2-fp16": ("qwen2", torch.float16, False),
}
CALM = {"head_spread": 2.0, "score_spread": 0.5, "branch": 0.4}
CALM_ADAPTER = {"strength": 0.15}
BF16_COSINE = 0.9995

SHARDED = {"llama3"}


# -- making them ---------------------------------------------------------------------------------------------------------

def built(name, seed, **spreads):
    config, _ = FAMILIES[name]
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(copy.deepcopy(config), attn_implementation="eager")
    gemma = name.startswith("gemma")
    return randomise(model, seed, gemma=gemma, **spreads)


def save_model(model, folder, name):
    model.save_pretrained(folder, max_shard_size="50KB" if name in SHARDED else "1GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    stored = json.loads((folder / "config.json").read_text())
    write_json(folder / "config-classic.json", classic(stored), indent=2)


def check_classic(folder, samples, expected):
    """The hub's older spelling of the configuration gives the same logits."""
    current = folder / "config.json"
    text = current.read_text()
    try:
        current.write_text((folder / "config-classic.json").read_text())
        for found, wanted in zip(all_logits(loaded(folder, torch.float32), samples), expected):
            assert torch.equal(found, wanted), f"{folder.name}: config-classic.json is another model"
    finally:
        current.write_text(text)


def loaded(folder, kind):
    """As users load it. (A model cast by .to() also rounds its rotary frequencies; a loaded one keeps them in float32.)"""
    return AutoModelForCausalLM.from_pretrained(folder, dtype=kind, attn_implementation="eager").eval()


def with_adapter(model, seed, **strength):
    config = LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM")
    return randomise_adapter(get_peft_model(copy.deepcopy(model), config), seed, **strength)


def save_adapter(model, folder):
    model.save_pretrained(folder / "adapter")
    tidy_adapter(folder / "adapter")


def write_family(folder, model, samples, seed, narrow=None):
    tensors, facts = {}, {}
    logits = all_logits(model, samples)
    losses = [token_losses(rows, labels) for rows, (_, labels) in zip(logits, samples)]
    adapted = with_adapter(model, seed + 1, **(CALM_ADAPTER if narrow else {}))
    adapted_logits = all_logits(adapted, samples)
    adapter_loss, gradients = adapter_gradients(adapted, samples)
    for index, (rows, loss, adapted_rows) in enumerate(zip(logits, losses, adapted_logits)):
        tensors[f"logits.{index}"] = rows
        tensors[f"token_losses.{index}"] = loss
        tensors[f"adapter.logits.{index}"] = adapted_rows
        tensors[f"adapter.token_losses.{index}"] = token_losses(adapted_rows, samples[index][1])
    save_adapter(adapted, folder)

    double = copy.deepcopy(adapted).double()
    double_logits = all_logits(double, samples)
    _, double_gradients = adapter_gradients(double, samples)
    rounding = {
        "logits": max(float((a - b).abs().max()) for a, b in zip(adapted_logits, double_logits)),
        "gradients_relative_l2": max(relative_l2(gradients[name], double_gradients[name]) for name in gradients),
    }
    facts["targets"] = count(samples)
    facts["loss"] = float(total_loss(model, samples).detach())
    facts["adapter_loss"] = adapter_loss
    facts["logit_spread"] = float(torch.cat(logits).std())
    facts["adapter_moves_logits_by"] = max(float((a - b).abs().max()) for a, b in zip(logits, adapted_logits))
    facts["reference_rounding_float32_to_float64"] = rounding

    if narrow is not None:
        small = loaded(folder, narrow)
        small_adapted = get_peft_model(
            small, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", task_type="CAUSAL_LM"))
        small_adapted.load_state_dict(adapted.state_dict(), strict=False)
        small_adapted.eval()
        kinds = {parameter.dtype for name, parameter in small_adapted.named_parameters() if "lora_" in name}
        assert kinds == {torch.float32}, kinds
        for index, rows in enumerate(all_logits(small_adapted, samples)):
            tensors[f"bf16.adapter.logits.{index}"] = rows.float()
        facts["bf16_adapter_loss"], narrow_gradients = adapter_gradients(small_adapted, samples)
        facts["bf16_gradient_cosine_to_float32_least"] = min(
            cosine(gradients[name], narrow_gradients[name]) for name in gradients)
        assert facts["bf16_gradient_cosine_to_float32_least"] > BF16_COSINE, (folder.name, facts)
        write_tensors(folder / "adapter_gradients_bf16.safetensors", narrow_gradients)

    write_tensors(folder / "reference.safetensors", tensors)
    write_tensors(folder / "adapter_gradients.safetensors", gradients)
    write_json(folder / "samples.json", [
        {"ids": ids.tolist(), "labels": labels.tolist(), "targets": targets_of(labels).tolist()}
        for ids, labels in samples], indent=None)
    assert rounding["logits"] < 2e-5 and rounding["gradients_relative_l2"] < 3e-6, (folder.name, rounding)
    return logits, facts


def differences(name, model, samples, logits):
    moved = {}
    for difference, switch_off in FAMILIES[name][1].items():
        other = switch_off(model)
        moved[difference] = max(
            float((found - wanted).abs().max()) for found, wanted in zip(all_logits(other, samples), logits))
    return moved


def main():
    prepare()
    fresh(OUT)
    write_versions(MODEL)
    for number, name in enumerate(FAMILIES):
        seed = 1000 + 10 * number
        folder = fresh(OUT / name)
        model = built(name, seed)
        samples = sequences(model.config.vocab_size, LENGTHS, seed + 2)
        save_model(model, folder, name)
        logits, facts = write_family(folder, model, samples, seed)
        check_classic(folder, samples, logits)
        facts["switched_off_moves_logits_by"] = differences(name, model, samples, logits)
        write_json(folder / "facts.json", facts)
        print(name, json.dumps(facts, indent=1))
        moved = facts["switched_off_moves_logits_by"]
        weak = {key: value for key, value in moved.items() if value < BITES_LESS.get(key, BITES)}
        assert not weak, f"{name}: these differences hardly show: {weak}"
    for number, (name, (family, kind, gradients_too)) in enumerate(STORED.items()):
        seed = 2000 + 10 * number
        folder = fresh(OUT / name)
        save_model(built(family, seed, **(CALM if gradients_too else {})).to(kind), folder, name)
        model = loaded(folder, torch.float32)
        samples = sequences(model.config.vocab_size, LENGTHS, seed + 2)
        logits, facts = write_family(folder, model, samples, seed, narrow=kind if gradients_too else None)
        check_classic(folder, samples, logits)
        write_json(folder / "facts.json", facts)
        print(name, json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
