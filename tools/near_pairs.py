#!/usr/bin/env python3
"""Looks for pairs of prompts that are near each other in different splits of a curated dataset, by brute force.

    python tools/near_pairs.py DATASET [--threshold 0.7] [--rows 20000] [--seed 1]

Written apart from the curation, in another language: no hashes, no MinHash, no prefixes, but sets of three-word tuples and a count of
what every two rows have in common. Words are as org.dasllm.dataset.row.Words has them, for scripts with spaces between words.
"""

import argparse
import json
import random
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

KEPT = [(0x02B0, 0x02FF), (0x1D00, 0x1DBF), (0x2070, 0x209F), (0x2100, 0x214F), (0x2460, 0x24FF), (0x3200, 0x33FF), (0x1D400, 0x1D7FF),
        (0x1EE00, 0x1EEFF), (0x1F100, 0x1F2FF)]
SIGNS = set("#%&*@/\\\u2030\u2031\u00a7")
HYPHENS = set("-\u2010\u2011\u2013")


def normalised(text):
    out = []
    for c in unicodedata.normalize("NFC", text):
        keep = unicodedata.category(c) == "No" or c in "\u00aa\u00ba" or any(a <= ord(c) <= b for a, b in KEPT)
        out.append(c if keep else unicodedata.normalize("NFKC", c))
    return " ".join(unicodedata.normalize("NFC", "".join(out)).lower().split())


def words(text):
    text = normalised(text)
    category = [unicodedata.category(c) for c in text]

    def of_word(i):
        return 0 <= i < len(text) and (category[i][0] in "LM" or category[i] in ("Nd", "Nl", "No"))

    def digit(i):
        return 0 <= i < len(text) and category[i] == "Nd"

    def before_word(i):
        return of_word(i + 1) or (i + 1 < len(text) and text[i + 1] != " " and of_word(i + 2))

    if not any(c.isalpha() or k == "Nd" for c, k in zip(text, category)):
        return [c for c in text if c != " "]
    units, word = [], ""
    for i, c in enumerate(text):
        if 0xFE00 <= ord(c) <= 0xFE0F:
            continue
        if of_word(i):
            word += c
            continue
        if word:
            units.append(word)
            word = ""
        between = digit(i - 1) and digit(i + 1) and c != " "
        hyphen = c in HYPHENS and of_word(i - 1) != before_word(i)
        if category[i] in ("Sm", "Sc", "Sk", "So") or c in SIGNS or between or hyphen:
            units.append("-" if c in HYPHENS or c == "\u2212" else c)
    return units + [word] if word else units


def shingles(sample):
    units = words("\n".join(m["content"] for m in sample["prompt"] if m["role"] != "system"))
    return frozenset(tuple(units[i : i + 3]) for i in range(max(1, len(units) - 2)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("dataset", type=Path)
    arguments.add_argument("--threshold", type=float, default=0.7)
    arguments.add_argument("--rows", type=int, default=20000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    rows = []
    for split in ("train", "validation", "test"):
        with open(given.dataset / f"{split}.jsonl", encoding="utf-8") as lines:
            rows += [(split, s["id"], shingles(s)) for s in map(json.loads, lines)]
    random.Random(given.seed).shuffle(rows)
    rows = rows[: given.rows]
    holders = defaultdict(list)
    across = inside = 0
    for number, (split, name, own) in enumerate(rows):
        common = defaultdict(int)
        for shingle in own:
            for other in holders[shingle]:
                common[other] += 1
            holders[shingle].append(number)
        for other, shared in common.items():
            if shared / (len(own) + len(rows[other][2]) - shared) >= given.threshold:
                if rows[other][0] != split:
                    across += 1
                    print("across", split, name, rows[other][0], rows[other][1])
                else:
                    inside += 1
    print(f"{len(rows)} rows; pairs at {given.threshold} and more: {across} across splits, {inside} within one")
    sys.exit(1 if across else 0)


if __name__ == "__main__":
    main()
