"""Times of llguidance's compilation and masks, for the same schemas and answers as org.dasllm.bench.MaskTimes; needs llguidance, tokenizers, numpy.

    mask_times_llguidance.py SCHEMAS.jsonl tokenizer.json [100]

Of the first so many schemas the right answers, compact, are walked token by token. Times are the thread's on the processor. Two passes: the
second is the one to read.
"""
import json
import sys
import time
from itertools import islice
from pathlib import Path

import llguidance
import llguidance.numpy
from tokenizers import Tokenizer

schemas, file = sys.argv[1:3]
most = int(sys.argv[3]) if len(sys.argv) > 3 else 100
tokenizer = Tokenizer.from_file(file)
vocabulary = llguidance.LLTokenizer(Path(file).read_text())
bits = llguidance.numpy.allocate_token_bitmask(1, vocabulary.vocab_size)


def now():
    return time.clock_gettime_ns(time.CLOCK_THREAD_CPUTIME_ID)


def matcher(schema):
    grammar = llguidance.LLMatcher.grammar_from_json_schema(schema, overrides={"whitespace_flexible": False})
    made = llguidance.LLMatcher(vocabulary, grammar)
    if made.get_error():
        raise ValueError(made.get_error())
    return grammar, made


def walk(grammar, data, times):
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    made = llguidance.LLMatcher(vocabulary, grammar)
    for token in tokenizer.encode(text, add_special_tokens=False).ids:
        begun = now()
        llguidance.numpy.fill_next_token_bitmask(made, bits, 0)
        times.append(now() - begun)
        if not made.consume_token(token):
            return


def report(name, times):
    times.sort()
    micros = [time / 1000 for time in times]
    print(f"{name}: {len(micros)}, mean {sum(micros) / len(micros):.1f} us, median {micros[len(micros) // 2]:.1f},"
          f" p99 {micros[len(micros) * 99 // 100]:.1f}, most {micros[-1]:.1f}")


for _ in range(2):
    compiled, masks, refused = [], [], 0
    with open(schemas) as lines:
        for row in map(json.loads, islice(lines, most)):
            begun = now()
            try:
                grammar, _made = matcher(row["schema"])
            except ValueError:
                refused += 1
                continue
            compiled.append(now() - begun)
            for test in row["tests"]:
                if test["valid"]:
                    walk(grammar, test["data"], masks)
    report("compiled", compiled)
    report("masks", masks)
    print(f"refused: {refused}")
