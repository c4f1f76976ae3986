"""The Winogender schemas as a panel: sets of sentences that differ in a pronoun only.

    python3 tools/reference/winogender_panel.py ../shared/data/winogender/winogender_all_sentences.tsv panel.jsonl

Every sentence asks who its pronoun means. A set is one occupation, participant and answer; its variants are male, female and neutral.
The answer that is right is in the sentence's own id (0 the occupation, 1 the participant). Teacher's answers are harvested from it.
"""

import csv
import json
import sys

source, target = sys.argv[1:]
with open(source, newline="") as lines, open(target, "w") as out:
    for row in csv.DictReader(lines, delimiter="\t"):
        occupation, participant, answer, gender, _ = row["sentid"].split(".")
        case = f"{occupation}.{participant}.{answer}"
        question = f"{row['sentence']}\nWho does the pronoun mean: {occupation} or {participant}? Answer with that word."
        print(json.dumps({
            "id": row["sentid"],
            "group": f"{occupation}.{participant}",
            "prompt": [{"role": "user", "content": question}],
            "gold": occupation if answer == "0" else participant,
            "attributes": {"case": case, "gender": gender, "occupation": occupation},
        }), file=out)
