"""Compares configs/prices.yaml with LiteLLM's public table of prices, and reprices a harvest's cost report by that table.

    python -m venv /tmp/prices && /tmp/prices/bin/pip install --no-deps litellm==1.110.2 pyyaml
    /tmp/prices/bin/python tools/reference/prices.py table
    /tmp/prices/bin/python tools/reference/prices.py reprice runs/RUN/harvest/journal.jsonl runs/RUN/harvest/cost.json NAME
    /tmp/prices/bin/python tools/reference/prices.py mixed runs/RUN/harvest/journal.jsonl [MODEL=]NAME...

NAME is the model's name in LiteLLM's table, such as gpt-4.1-mini or xai/grok-4.3. MODEL is what its server calls it, where that is another
name: the second command takes a journal of several models and compares every answer's own cost. Nothing of LiteLLM is imported: its table
is read as JSON from the installed package.
"""

import gzip
import importlib.util
import json
import sys
from decimal import Decimal
from pathlib import Path

import yaml

PREFIX = {"OpenAI": "", "Azure OpenAI": "azure/", "Anthropic": "", "Amazon Bedrock": "", "xAI": "xai/", "Google Gemini": "gemini/"}
MILLION = Decimal(1_000_000)


def litellm_table():
    package = Path(importlib.util.find_spec("litellm").submodule_search_locations[0])
    text = (package / "model_prices_and_context_window_backup.json").read_text()
    return json.loads(text, parse_float=Decimal)


def rates(entry, long=None):
    """Input, cached input, cache written, output and reasoning, for a million tokens; None where the table does not say."""
    suffix = "" if long is None else f"_above_{long // 1000}k_tokens"

    def price(*keys):
        for key in keys:
            if entry.get(key + suffix) is not None:
                return Decimal(str(entry[key + suffix])) * MILLION
        return None

    return {
        "input": price("input_cost_per_token"),
        "cached_input": price("cache_read_input_token_cost"),
        "cache_write": price("cache_creation_input_token_cost"),
        "output": price("output_cost_per_token"),
    }


def compare():
    table = litellm_table()
    compared, different = 0, []
    for vendor in yaml.safe_load(Path("configs/prices.yaml").read_text())["vendors"]:
        for model in vendor["models"]:
            for name in model["names"]:
                entry = table.get(PREFIX[vendor["vendor"]] + name)
                if entry is None:
                    different.append(f"{vendor['vendor']} {name}: not in LiteLLM's table")
                    continue
                sections = [(model, None)]
                if "long_prompt" in model:
                    above = model["long_prompt"]["above"]
                    sections.append((model["long_prompt"], above + 1 if above % 1000 == 999 else above))
                for ours, long in sections:
                    theirs = rates(entry, long)
                    for kind in ("input", "cached_input", "cache_write", "output"):
                        if kind in ours:
                            compared += 1
                            if theirs[kind] is None or theirs[kind] != Decimal(str(ours[kind])):
                                different.append(f"{vendor['vendor']} {name} {kind} {long}: {ours[kind]}, LiteLLM {theirs[kind]}")
    print(f"{compared} prices compared, {len(different)} different")
    print("\n".join(different))
    return not different


def lines(journal):
    """Of the finished segments of a journal and of the open one."""
    for segment in sorted(journal.parent.glob(journal.stem + "-*.jsonl.gz")):
        with gzip.open(segment, "rt") as text:
            yield from text
    with journal.open() as text:
        yield from text


def paid(journal):
    """The answers of a journal that tell their tokens."""
    for line in map(json.loads, lines(Path(journal))):
        if line.get("type") == "answer" and line.get("promptTokens") is not None and line.get("completionTokens") is not None:
            yield line


def cost(line, entry):
    """What an answer cost by an entry of LiteLLM's table."""
    prompt, completion = line["promptTokens"], line["completionTokens"]
    cached, written = line.get("cachedTokens") or 0, line.get("cacheWriteTokens") or 0
    thresholds = [k for k in (100_000, 200_000, 272_000) if f"input_cost_per_token_above_{k // 1000}k_tokens" in entry]
    price = rates(entry, next((k for k in thresholds if prompt > k), None))
    reasoning = entry.get("output_cost_per_reasoning_token")
    thought = line.get("reasoningTokens") or 0
    return (
        (prompt - cached - written) * price["input"] / MILLION
        + cached * (price["cached_input"] or price["input"]) / MILLION
        + written * (price["cache_write"] or price["input"]) / MILLION
        + (completion - thought) * price["output"] / MILLION
        + thought * (Decimal(str(reasoning)) if reasoning else price["output"] / MILLION)
    )


def reprice(journal, report, name):
    """What the journal's answers with usage cost by LiteLLM's table, beside what the cost report says of them."""
    entry = litellm_table()[name]
    costs = [cost(line, entry) for line in paid(journal)]
    total = sum(costs, Decimal(0))
    ours = sum((Decimal(line["money"]) for line in json.loads(Path(report).read_text())["tokens"]), Decimal(0))
    print(f"{len(costs)} answers: LiteLLM's table {total.normalize():f}, cost report {ours.normalize():f}, difference {(ours - total):f}")
    return ours == total


def mixed(journal, *names):
    """The same of a journal of several models, answer by answer, against the cost that stands in each line."""
    table = litellm_table()
    entries = {name.rpartition("=")[0] or name.rpartition("/")[2]: table[name.rpartition("=")[2]] for name in names}
    answers, sums, different = {}, {}, 0
    for line in paid(journal):
        model = line["model"]
        ours, theirs = Decimal(line["cost"]["amount"]), cost(line, entries[model])
        answers[model] = answers.get(model, 0) + 1
        before = sums.get(model, (Decimal(0), Decimal(0)))
        sums[model] = (before[0] + ours, before[1] + theirs)
        different += ours != theirs
    for model, (ours, theirs) in sums.items():
        print(f"| {model} | {answers[model]} | {ours.normalize():f} | {theirs.normalize():f} | {(ours - theirs).normalize():f} |")
    print(f"{different} of {sum(answers.values())} answers have another cost by LiteLLM's table")
    return different == 0 and set(answers) == set(entries)


COMMANDS = {"table": compare, "reprice": reprice, "mixed": mixed}

if __name__ == "__main__":
    sys.exit(0 if COMMANDS[sys.argv[1]](*sys.argv[2:]) else 1)
