"""Loads GGUF files that `dasllm gguf` wrote with llama.cpp, and holds quantised ones against llama-quantize's. Writes nothing.

    dasllm import SmolLM2-135M-Instruct.Q4_1.gguf --out smol
    dasllm gguf smol --out f16.gguf --type F16
    dasllm import f16.gguf --out smol16            # llama-quantize begins with the F16 file's values
    dasllm gguf smol16 --out q8.gguf --type Q8_0 && dasllm gguf smol16 --out q4.gguf --type Q4_0
    python tools/reference/load_gguf.py f16.gguf q8.gguf q4.gguf ../shared/data/smollm2-135m-instruct/golden.json

Needs the packages gguf, llama-cpp-python and numpy alone.
"""

import json
import sys
import tempfile
from pathlib import Path

import llama_cpp
import llama_cpp.llama_cpp as library
import numpy
from gguf import GGUFReader

FILE_TYPES = {"Q8_0": 7, "Q4_0": 2}


def without_repacking():
    """llama.cpp's repacked weights crashed on a virtual machine whose AMX is not usable."""
    parameters = DEFAULTS()
    parameters.use_extra_bufts = False
    return parameters


DEFAULTS = library.llama_model_default_params
library.llama_model_default_params = llama_cpp.llama_model_default_params = without_repacking


def tensors(path):
    return {tensor.name: tensor for tensor in GGUFReader(path).tensors}


def equal_bytes(ours, theirs):
    equal = 0
    for name, tensor in theirs.items():
        other = ours[name]
        equal += tensor.tensor_type == other.tensor_type and numpy.array_equal(
            numpy.asarray(tensor.data).view(numpy.uint8), numpy.asarray(other.data).view(numpy.uint8)
        )
    return equal


def beside_llama_quantize(f16, file, kind):
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.gguf"
        parameters = llama_cpp.llama_model_quantize_default_params()
        parameters.ftype = FILE_TYPES[kind]
        if llama_cpp.llama_model_quantize(str(f16).encode(), str(reference).encode(), parameters) != 0:
            raise SystemExit(f"llama.cpp does not quantise {f16}")
        theirs = tensors(reference)
        print(f"{kind}: {equal_bytes(tensors(file), theirs)} of {len(theirs)} tensors byte for byte llama-quantize's")


def answers(file, cases):
    model = llama_cpp.Llama(str(file), n_ctx=512, verbose=False)
    tokens = texts = 0
    for case in cases:
        tokens += model.tokenize(case["rendered"].encode(), add_bos=False, special=True) == case["promptIds"]
        answer = model.create_completion(
            case["promptIds"], max_tokens=48, temperature=0.0, top_k=1, repeat_penalty=1.0)
        texts += answer["choices"][0]["text"].strip() == case["greedyText"].strip()
    print(f"{file}: {tokens} of {len(cases)} prompts' tokens and {texts} greedy answers are the golden ones")


def main():
    f16, q8, q4, golden = sys.argv[1:]
    beside_llama_quantize(f16, q8, "Q8_0")
    beside_llama_quantize(f16, q4, "Q4_0")
    for file in (f16, q8, q4):
        answers(file, json.loads(Path(golden).read_text())["cases"])


if __name__ == "__main__":
    main()
