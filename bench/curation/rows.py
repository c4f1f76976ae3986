#!/usr/bin/env python3
"""Rows for the benchmarks of the curation, the same for the same numbers.

    rows.py FIRST COUNT SEED > rows.jsonl

Row i depends on i and SEED alone, so that the rows of a later night follow on those of the nights before. A message has 15 to 60 words of a
vocabulary of 20,000, the frequent ones as frequent as in a language; of 100 rows five are nearly an earlier message (two words changed),
three are one again, two hold an e-mail address or a telephone number, one has an answer that is not allowed.
"""
import json
import random
import sys

LABELS = ["refund", "delivery", "login", "invoice", "cancellation", "complaint", "advice", "other"]
STEMS = ("ac ad al an ar as at be bor cal can cer con cor dan den der dis el en er es fer for gen gra har hol in is kel lan "
         "le lin lor ma mar men mil mon na nel nor on or par pen per pol por re ren ri ros sa sen ser sin so ster ta tan ten ter "
         "tin tor tra un ver vin wal wer win").split()


def vocabulary(seed):
    draw = random.Random(seed)
    words = "the a to of my is it and you for in on not with have was at your this that".split()
    known = set(words)
    while len(words) < 20_000:
        word = "".join(draw.choice(STEMS) for _ in range(draw.choice((1, 2, 2, 3))))
        if word not in known:
            known.add(word)
            words.append(word)
        elif len(known) > 8_000:
            known.add(word + draw.choice(STEMS))
            words.append(word + draw.choice(STEMS))
    return words


def words_of(draw, words):
    # About Zipf: the r-th word with a weight of 1 / r.
    return [words[min(len(words) - 1, int(len(words) ** draw.random()) - 1)] for _ in range(draw.randint(15, 60))]


def message(i, seed, words):
    draw = random.Random(f"{seed} {i}")
    kind = draw.random()
    if i > 0 and kind < 0.08:
        before = draw.randrange(i)
        text, fresh = message(before, seed, words)
        if not fresh or kind < 0.03:
            return text, False
        again = text.split(" ")
        for _ in range(2):
            again[draw.randrange(len(again))] = draw.choice(words)
        return " ".join(again), False
    text = words_of(draw, words)
    if kind > 0.99:
        text.insert(draw.randrange(len(text)), f"{draw.choice(words)}.{draw.choice(words)}@example.com")
    elif kind > 0.98:
        text.insert(draw.randrange(len(text)), f"+49 30 {draw.randrange(10_000_000, 99_999_999)}")
    return " ".join(text), True


def main():
    first, count, seed = (int(number) for number in sys.argv[1:4])
    words = vocabulary(seed)
    for i in range(first, first + count):
        draw = random.Random(f"answer {seed} {i}")
        label = "no idea" if draw.random() < 0.01 else draw.choice(LABELS)
        print(json.dumps({
            "id": f"m{i}", "group": f"g{i // 2}",
            "prompt": [{"role": "system", "content": "Name the desk that this message is for."},
                       {"role": "user", "content": message(i, seed, words)[0]}],
            "completion": label, "attributes": {"channel": draw.choice(("web", "mail", "shop")), "day": str(i // 10_000)},
            "source": "teacher:generated"}))


if __name__ == "__main__":
    main()
