"""Answers under real schemas, asked for with openai-python of a model with random weights at temperature 2, judged by Python's jsonschema.

    venv/bin/pip install openai jsonschema numpy safetensors
    venv/bin/python tools/clients/schemas.py model FOLDER TOKENIZER    # writes a folder with random weights and that folder's tokenizer
    ./dasllm serve FOLDER --slots 16 --queue 64 --port 8080
    venv/bin/python tools/clients/schemas.py ask http://127.0.0.1:8080/v1 SCHEMAS.jsonl 10000 TOKENIZER

What is drawn evenly from thousands of tokens hardly ever closes a string, so tokens with a quote or a closing bracket get a bias. An answer that
max_tokens cuts is counted and not judged.
"""

import json
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

THREADS = 16
MAX_TOKENS = 300
QUOTE, BRACKET = 7.0, 4.0


def model(folder, tokenizer):
    import numpy
    from safetensors.numpy import save_file

    folder, tokenizer = Path(folder), Path(tokenizer)
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "special_tokens_map.json"):
        if (tokenizer / name).exists():
            shutil.copy(tokenizer / name, folder / name)
    config = json.loads((tokenizer / "config.json").read_text())
    config.update(hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1, head_dim=16,
                  max_position_embeddings=4096, tie_word_embeddings=False, torch_dtype="float32")
    (folder / "config.json").write_text(json.dumps(config))
    random = numpy.random.default_rng(1)
    rows = config["vocab_size"]
    shapes = {"model.embed_tokens.weight": (rows, 32), "lm_head.weight": (rows, 32)}
    for name, shape in (("self_attn.q_proj", (32, 32)), ("self_attn.k_proj", (16, 32)), ("self_attn.v_proj", (16, 32)),
                        ("self_attn.o_proj", (32, 32)), ("mlp.gate_proj", (32, 32)), ("mlp.up_proj", (32, 32)), ("mlp.down_proj", (32, 32))):
        shapes[f"model.layers.0.{name}.weight"] = shape
    tensors = {name: random.normal(0, 0.3, shape).astype("float32") for name, shape in shapes.items()}
    for name in ("model.norm", "model.layers.0.input_layernorm", "model.layers.0.post_attention_layernorm"):
        tensors[f"{name}.weight"] = numpy.ones(32, "float32")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def biases(tokenizer):
    """At most 300 of them: a quote, or a bracket that closes, at the token's beginning."""
    vocabulary = json.loads((Path(tokenizer) / "tokenizer.json").read_text())["model"]["vocab"]
    quotes = [token for text, token in vocabulary.items() if text.startswith('"')]
    brackets = [token for text, token in vocabulary.items() if text[0] in "}]"]
    return {str(token): QUOTE for token in quotes[:200]} | {str(token): BRACKET for token in brackets[:100]}


def ask(url, schemas, count, tokenizer):
    import openai
    from jsonschema.validators import validator_for

    client = openai.OpenAI(base_url=url, api_key="none", max_retries=20, timeout=600)
    name = client.models.list().data[0].id
    bias = biases(tokenizer)
    lines = [json.loads(line)["schema"] for line in Path(schemas).read_text().splitlines()]
    seen, wrong, refused = Counter(), [], set()

    def one(seed):
        index = seed % len(lines)
        if index in refused:
            seen["of refused schemas"] += 1
            return
        schema = lines[index]
        try:
            answer = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": "x"}], temperature=2, seed=seed, max_tokens=MAX_TOKENS, logit_bias=bias,
                response_format={"type": "json_schema", "json_schema": {"name": "s", "schema": schema, "strict": True}})
        except openai.BadRequestError as e:
            refused.add(index)
            seen["refused: " + str(e)[:60]] += 1
            return
        choice = answer.choices[0]
        seen["tokens"] += answer.usage.completion_tokens
        if choice.finish_reason != "stop":
            seen["cut"] += 1
            return
        seen["complete"] += 1
        try:
            errors = list(validator_for(schema)(schema).iter_errors(json.loads(choice.message.content)))
        except Exception as e:
            errors = [e]
        if errors:
            wrong.append((index, seed, choice.message.content[:200], str(errors[0])[:200]))

    done = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while seen["complete"] + len(wrong) < count and done < 5 * count:
            list(pool.map(one, range(done, done + 400)))
            done += 400
            print(done, "asked:", seen["complete"], "complete,", seen["cut"], "cut,", len(wrong), "invalid,", len(refused), "schemas refused",
                  file=sys.stderr, flush=True)
    print(json.dumps({"complete": seen["complete"], "cut": seen["cut"], "tokens": seen["tokens"], "schemas_refused": len(refused),
                      "invalid": len(wrong), "first": wrong[:5]}, indent=1))
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "model":
        model(sys.argv[2], sys.argv[3])
    else:
        sys.exit(ask(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]))
