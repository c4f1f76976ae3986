"""llama.cpp's log-probabilities after every token of a text, of the families' small models as `dasllm gguf` writes them.

    ./mvnw -pl model -am test -Dtest=LlamaCppTest -Ddasllm.write-gguf=/tmp/written
    python tools/reference/llamacpp_logits.py /tmp/written

Needs the packages numpy, safetensors and xllamacpp (a build of llama.cpp) alone. Everything is computed in float32: caches too.
"""

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
import xllamacpp
from safetensors.numpy import save_file

OUT = Path(__file__).resolve().parents[2] / "model/src/test/resources/reference/llamacpp"
TOKENS = 24
# The smallest model's vocabulary, and more than the largest has.
LEAST_TOKENS, MOST_TOKENS = 96, 1000


def server(path):
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = 64
    parameters.n_parallel = 1
    parameters.warmup = False
    parameters.no_extra_bufts = True
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    return xllamacpp.Server(parameters)


def next_log_probabilities(model, ids):
    answer = model.handle_completions({
        "prompt": ids, "n_predict": 1, "n_probs": MOST_TOKENS, "temperature": -1, "cache_prompt": False, "samplers": [],
        "post_sampling_probs": False})
    told = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    row = numpy.full(len(told), numpy.nan, dtype=numpy.float32)
    for token in told:
        row[token["id"]] = token["logprob"]
    assert not numpy.isnan(row).any()
    return row


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    facts = {name: version(name) for name in ("numpy", "safetensors", "xllamacpp")}
    for path in sorted(Path(sys.argv[1]).glob("*.gguf")):
        generator = numpy.random.default_rng(47)
        ids = [int(i) for i in generator.integers(3, LEAST_TOKENS, TOKENS)]
        model = server(path)
        rows = [next_log_probabilities(model, ids[: i + 1]) for i in range(TOKENS)]
        save_file({"ids": numpy.array(ids, dtype=numpy.float32), "log_probabilities": numpy.stack(rows)},
                  OUT / f"{path.stem}.safetensors")
        facts[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (OUT / "versions.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
