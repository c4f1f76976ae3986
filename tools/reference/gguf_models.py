"""The families' small models as GGUF files, as llama.cpp's converter writes them: names by the gguf package's own map, rows of q
and k of Llama put side by side, norms of Gemma one larger, rotary factors of Llama 3 as divisors. Matrices in float16 (in
bfloat16 where the model is), norms and biases in float32.

Needs the packages gguf, ml_dtypes, numpy and safetensors alone, and what families.py has written.
"""

import json
import math
from importlib.metadata import version
from pathlib import Path

import gguf
import ml_dtypes  # noqa: F401  teaches numpy bfloat16, which safetensors then reads
import numpy
from safetensors.numpy import load_file

RESOURCES = Path(__file__).resolve().parents[2] / "model/src/test/resources/reference"
OUT = RESOURCES / "gguf"

ARCHITECTURES = {
    "llama3-bf16": gguf.MODEL_ARCH.LLAMA, "qwen2-fp16": gguf.MODEL_ARCH.QWEN2, "qwen3": gguf.MODEL_ARCH.QWEN3,
    "smollm3": gguf.MODEL_ARCH.SMOLLM3, "gemma2-bf16": gguf.MODEL_ARCH.GEMMA2, "gemma3": gguf.MODEL_ARCH.GEMMA3,
}


def neighbours(weights, heads):
    """Rows that are turned together, half a head apart, one behind the other."""
    parts = weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
    return parts.swapaxes(1, 2).reshape(weights.shape)


def rotary_divisors(rope, head):
    low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    divisors = []
    for i in range(0, head, 2):
        wavelength = 2 * math.pi * rope["rope_theta"] ** (i / head)
        if wavelength < high:
            divisors.append(1)
        elif wavelength > low:
            divisors.append(rope["factor"])
        else:
            smooth = rope["original_max_position_embeddings"] / wavelength - rope["low_freq_factor"]
            smooth /= rope["high_freq_factor"] - rope["low_freq_factor"]
            divisors.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return numpy.array(divisors, dtype=numpy.float32)


def write_keys(writer, config, name):
    head = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    rope = config["rope_parameters"]
    writer.add_name(name)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    writer.add_rope_dimension_count(head)
    if name.startswith("gemma"):
        writer.add_sliding_window(config["sliding_window"])
    if name.startswith("gemma2"):
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(["<0>", "<s>", "</s>", "a", "b", "ab"] + [f"t{i}" for i in range(6, config["vocab_size"])])
    writer.add_token_types([gguf.TokenType.NORMAL] * config["vocab_size"])
    writer.add_token_merges(["a b"])
    writer.add_chat_template("{% for message in messages %}{{ message['content'] }}{% endfor %}")
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    return head, rope


def write(name, architecture):
    source = RESOURCES / "families" / name
    config = json.loads((source / "config.json").read_text())
    names = gguf.get_tensor_name_map(architecture, config["num_hidden_layers"])
    writer = gguf.GGUFWriter(OUT / f"{name}.gguf", gguf.MODEL_ARCH_NAMES[architecture])
    head, rope = write_keys(writer, config, name)
    if rope.get("rope_type") == "llama3":
        writer.add_tensor("rope_freqs.weight", rotary_divisors(rope, head))
    for tensor, weights in sorted(load_file(source / "model.safetensors").items()):
        narrow = weights.dtype == ml_dtypes.bfloat16
        values = weights.astype(numpy.float32)
        if architecture in (gguf.MODEL_ARCH.LLAMA, gguf.MODEL_ARCH.SMOLLM3):
            if ".q_proj." in tensor:
                values = neighbours(values, config["num_attention_heads"])
            if ".k_proj." in tensor:
                values = neighbours(values, config["num_key_value_heads"])
        if name.startswith("gemma") and tensor.endswith("norm.weight"):
            values = values + 1
        new = names.get_name(tensor, try_suffixes=(".weight", ".bias"))
        if values.ndim < 2:
            writer.add_tensor(new, values)
        elif narrow:
            writer.add_tensor(new, values.astype(ml_dtypes.bfloat16).view(numpy.uint8), raw_dtype=gguf.GGMLQuantizationType.BF16)
        else:
            writer.add_tensor(new, values.astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, architecture in ARCHITECTURES.items():
        write(name, architecture)
    versions = {name: version(name) for name in ("gguf", "ml_dtypes", "numpy", "safetensors")}
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
