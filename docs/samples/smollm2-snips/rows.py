"""Writes Snips' commands (../shared/data/snips, CC0) as rows of text, intent and label: the label is the intent with the slots, as one JSON object.

    python3 docs/samples/smollm2-snips/rows.py FOLDER     writes FOLDER/train.jsonl and FOLDER/test.jsonl

Of each intent come the first 200 commands of the training file and all of the validation file. A command that fills one slot twice is left out: an
object has each key once.
"""

import json
import pathlib
import sys

SNIPS = pathlib.Path(__file__).parents[4] / "shared/data/snips"
TRAINING_ROWS = 200


def commands(file):
    """Some files are Latin-1, and none says so."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    ((intent, rows),) = json.loads(text).items()
    for row in rows:
        slots = [(part["entity"], part["text"].strip()) for part in row["data"] if "entity" in part]
        if len(dict(slots)) == len(slots):
            message = "".join(part["text"] for part in row["data"]).strip()
            yield {"text": message, "intent": intent, "label": {"intent": intent, "slots": dict(sorted(slots))}}


def write(file, rows):
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} rows in {file}")


def main(folder):
    intents = sorted(file.name.removeprefix("validate_").removesuffix(".json") for file in SNIPS.glob("validate_*.json"))
    if not intents:
        sys.exit(f"There are no files of Snips in {SNIPS}")
    folder.mkdir(parents=True, exist_ok=True)
    write(
        folder / "train.jsonl",
        [row for intent in intents for row in list(commands(SNIPS / f"train_{intent}_full.json"))[:TRAINING_ROWS]],
    )
    write(folder / "test.jsonl", [row for intent in intents for row in commands(SNIPS / f"validate_{intent}.json")])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder to write to, such as runs/snips-rows")
    main(pathlib.Path(sys.argv[1]))
