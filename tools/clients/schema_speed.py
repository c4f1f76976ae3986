"""Tokens a second of answers with and without a schema, one request after the other, in turns; standard library alone.

    ./dasllm serve MODEL --port 8080
    python3 tools/clients/schema_speed.py http://127.0.0.1:8080/v1 7 96 [the server's process id]

With the process id the time is what the server had of the processors (Linux), which a machine that is busy with other work distorts less than the clock.

free: text. strings: a schema under which nothing is forced (a list of strings). record: a schema with names that must follow, so that their
tokens are placed. compact: the same without white space. one by one: the record with log-probabilities, for which every token is generated.
"""

import json
import os
import statistics
import sys
import time
import urllib.request

TOKENS = int(sys.argv[3]) if len(sys.argv) > 3 else 96
NAMES = ["customer_identifier", "customer_given_name", "customer_family_name", "country_of_residence", "preferred_language",
         "total_number_of_orders", "is_premium_customer", "last_contact_channel"]
VALUES = [{"type": "integer", "minimum": 0, "maximum": 99999}, {"type": "string", "maxLength": 12}, {"type": "string", "maxLength": 12},
          {"enum": ["DE", "FR", "US", "JP"]}, {"enum": ["en", "de", "fr"]}, {"type": "integer", "minimum": 0, "maximum": 999},
          {"type": "boolean"}, {"enum": ["mail", "phone", "chat"]}]
RECORD = {"type": "object", "properties": dict(zip(NAMES, VALUES)), "required": NAMES, "additionalProperties": False}
LIST = {"type": "array", "items": RECORD, "minItems": 20}
STRINGS = {"type": "array", "items": {"type": "string", "minLength": 20}, "minItems": 1000}


def now():
    """Seconds of the clock, or of the server on processors."""
    if len(sys.argv) <= 4:
        return time.perf_counter()
    with open(f"/proc/{sys.argv[4]}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(url, more):
    body = {"model": "dasllm", "temperature": 0, "max_tokens": TOKENS,
            "messages": [{"role": "user", "content": "Describe the customers of a book shop, one after the other."}]} | more
    request = urllib.request.Request(url + "/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    begin = now()
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    return answer["usage"]["completion_tokens"], now() - begin, answer["choices"][0]["message"]["content"]


def schema(tree):
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": tree, "strict": True}}}


def main():
    url, rounds = sys.argv[1], int(sys.argv[2])
    kinds = {
        "free": {"logit_bias": {"2": -100}},
        "strings": schema(STRINGS),
        "record": schema(LIST),
        "compact": {"structured_outputs": {"json": LIST, "disable_any_whitespace": True}},
        "one by one": schema(LIST) | {"logprobs": True},
    }
    rates = {kind: [] for kind in kinds}
    texts = {}
    for turn in range(rounds + 1):
        for kind, more in kinds.items():
            tokens, seconds, texts[kind] = ask(url, more)
            if turn:
                rates[kind].append(tokens / seconds)
                print(f"{kind}: {tokens} tokens in {seconds:.2f} s", file=sys.stderr, flush=True)
    for kind, each in rates.items():
        ratios = [one / free for one, free in zip(each, rates["free"])]
        print(f"{kind:10}  median {statistics.median(each):6.1f} tokens/s ({min(each):.1f} to {max(each):.1f}), beside free "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    print("placed and generated one by one are", "equal" if texts["record"] == texts["one by one"] else "different")
    print(texts["record"][:300])


if __name__ == "__main__":
    main()
