#!/usr/bin/env python3
"""Rows with planted near duplicates, for bench/curation/near_duplicates, the same for the same numbers.

    near_rows.py COUNT SEED ROWS.jsonl PLANTED.jsonl

A row is {"id", "text"}: 20 to 200 words, short ones more often than long ones as messages are (log-uniform, 78 on average), of a vocabulary of 20,000,
the frequent ones as frequent as in a language. Of 100 rows one is a copy of another with words replaced so that their sets of three-word runs
have Jaccard similarity .8, one the same at .7, one at .4, which is no near duplicate, and one is another row again. PLANTED has a line for each
of these: {"one", "other", "jaccard"}, counted exactly.
"""
import json
import random
import sys

from rows import vocabulary

# Replacing k words that are three apart takes 3k of n runs away: (n - 3k) / (n + 3k) is the similarity.
RUNS = {0.8: 27, 0.7: 17, 0.4: 7}


def runs(words):
    return {tuple(words[i:i + 3]) for i in range(len(words) - 2)}


def drawn(draw, words, count):
    # About Zipf: the r-th word with a weight of 1 / r.
    return [words[min(19_999, int(20_000 ** draw.random()) - 1)] for _ in range(count)]


def length(draw):
    return int(20 * 10 ** draw.random())


def near(draw, words, similarity):
    """Two texts of exactly this similarity."""
    unit = RUNS[similarity]
    most = 198 // unit
    while True:
        changes = max(1, min(most, (length(draw) - 2) // unit))
        one = drawn(draw, words, unit * changes + 2)
        other = list(one)
        # Positions from 2 on, three apart at least, each in the middle of three runs.
        free = len(one) - 4 - 2 * (changes - 1)
        for k, at in enumerate(sorted(draw.sample(range(free), changes))):
            other[2 + at + 2 * k] = draw.choice(words)
        a, b = runs(one), runs(other)
        jaccard = len(a & b) / len(a | b)
        if abs(jaccard - similarity) < 0.002:
            return " ".join(one), " ".join(other), jaccard


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    words = vocabulary(seed)[:20_000]
    draw = random.Random(seed)
    order = list(range(count))
    draw.shuffle(order)
    at = iter(order)
    lines = [""] * count
    with open(sys.argv[4], "w") as planted:
        for similarity in (0.8, 0.7, 0.4, 1.0):
            for _ in range(count // 100):
                if similarity == 1:
                    one = other = " ".join(drawn(draw, words, length(draw)))
                    jaccard = 1.0
                else:
                    one, other, jaccard = near(draw, words, similarity)
                a, b = next(at), next(at)
                lines[a], lines[b] = one, other
                planted.write(json.dumps({"one": f"m{a}", "other": f"m{b}", "jaccard": jaccard, "planted": similarity}) + "\n")
    for i in at:
        lines[i] = " ".join(drawn(draw, words, length(draw)))
    with open(sys.argv[3], "w") as rows:
        for i, text in enumerate(lines):
            rows.write(f'{{"id": "m{i}", "text": "{text}"}}\n')


if __name__ == "__main__":
    main()
