"""A checkpoint of dasllm bench as GGUF in bfloat16, without a vocabulary, for llama.cpp.

    python write_gguf.py MODEL OUT.gguf

Llama and Qwen 2 layouts with a tied head. Tensors are named and, for Llama, permuted as llama.cpp's own converter does.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType

NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
}


def tensors(folder):
    """Name, shape and bfloat16 bits of every tensor, one at a time."""
    path = Path(folder) / "model.safetensors"
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    for name, info in header.items():
        if name == "__metadata__":
            continue
        assert info["dtype"] == "BF16", (name, info["dtype"])
        begin, end = info["data_offsets"]
        bits = np.memmap(path, dtype=np.uint16, mode="r", offset=8 + length + begin, shape=((end - begin) // 2,))
        yield name, bits.reshape(info["shape"])


def gguf_name(name):
    if name == "model.embed_tokens.weight":
        return "token_embd.weight"
    if name == "model.norm.weight":
        return "output_norm.weight"
    _, _, layer, rest = name.split(".", 3)
    module, kind = rest.rsplit(".", 1)
    return f"blk.{layer}.{NAMES[module]}.{kind}"


def permuted(bits, heads):
    """Halves of a head side by side, as llama.cpp's rotary embedding of Llama wants them."""
    return bits.reshape(heads, 2, bits.shape[0] // heads // 2, *bits.shape[1:]).swapaxes(1, 2).reshape(bits.shape)


def rope_factors(config, size):
    scaling = config["rope_scaling"]
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    original = scaling["original_max_position_embeddings"]
    factors = []
    for i in range(0, size, 2):
        wave = 2 * math.pi * config["rope_theta"] ** (i / size)
        if wave < original / high:
            factors.append(1.0)
        elif wave > original / low:
            factors.append(scaling["factor"])
        else:
            smooth = (original / wave - low) / (high - low)
            factors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
    return np.array(factors, dtype=np.float32)


def main():
    folder, out = sys.argv[1:]
    config = json.loads((Path(folder) / "config.json").read_text())
    llama = config["model_type"] == "llama"
    heads, shared = config["num_attention_heads"], config["num_key_value_heads"]
    size = config.get("head_dim") or config["hidden_size"] // heads
    writer = GGUFWriter(out, config["model_type"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(shared)
    writer.add_key_length(size)
    writer.add_value_length(size)
    writer.add_rope_dimension_count(size)
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("none")
    writer.add_file_type(LlamaFileType.MOSTLY_BF16)
    if config.get("rope_scaling"):
        writer.add_tensor("rope_freqs.weight", rope_factors(config, size))
    for name, bits in tensors(folder):
        if llama and ".q_proj." in name:
            bits = permuted(bits, heads)
        if llama and ".k_proj." in name:
            bits = permuted(bits, shared)
        if bits.ndim == 1:
            writer.add_tensor(gguf_name(name), (bits.astype(np.uint32) << 16).view(np.float32))
        else:
            writer.add_tensor(gguf_name(name), np.ascontiguousarray(bits).view(np.uint8),
                              raw_dtype=GGMLQuantizationType.BF16)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
