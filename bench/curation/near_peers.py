#!/usr/bin/env python3
"""Drops near duplicates by datatrove or by text-dedup, with the settings of Das LLM: sets of three-word runs, 20 bands of 6 rows.

    near_peers.py datatrove|text-dedup ROWS.jsonl KEPT

datatrove's four stages run one after the other in this process, with its tokenizer for languages that have none of their own, spaCy's without a model. text-dedup
runs in this process too. Both write the rows that stay to the folder KEPT. Neither verifies a pair, so both drop rows that are not near.
"""
import json
import pathlib
import sys

BANDS, ROWS, WORDS = 20, 6, 3


def datatrove(rows, kept):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature)
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.word_tokenizers import WhitespaceTokenizer

    config = MinhashConfig(n_grams=WORDS, num_buckets=BANDS, hashes_per_bucket=ROWS)
    reader = JsonlReader(str(rows.parent), glob_pattern=rows.name)
    work = kept.parent / (kept.name + "-work")
    signatures, buckets, clusters = (str(work / name) for name in ("signatures", "buckets", "clusters"))
    stages = [
        ([reader, MinhashDedupSignature(signatures, config, language=WhitespaceTokenizer())], 1),
        ([MinhashDedupBuckets(signatures, buckets, config=config)], BANDS),
        ([MinhashDedupCluster(buckets, clusters, config=config)], 1),
        ([reader, MinhashDedupFilter(clusters), JsonlWriter(str(kept))], 1)]
    for number, (pipeline, tasks) in enumerate(stages):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=str(work / f"log{number}")).run()


def text_dedup(rows, kept):
    from datasets import load_from_disk
    from text_dedup.minhash import main

    work = kept.parent / (kept.name + "-work")
    main.main([
        "--path", "json", "--data_files", str(rows), "--split", "train", "--cache_dir", str(work / "cache"), "--output", str(work / "output"),
        "--column", "text", "--ngram", str(WORDS), "--min_length", str(WORDS), "--num_perm", str(BANDS * ROWS), "--b", str(BANDS), "--r", str(ROWS),
        "--hash_func", "xxh3", "--hash_bits", "32", "--num_proc", "1"], standalone_mode=False)
    kept.mkdir()
    with open(kept / "ids.jsonl", "w") as ids:
        for row in load_from_disk(str(work / "output"))["id"]:
            ids.write(json.dumps({"id": row}) + "\n")


if __name__ == "__main__":
    {"datatrove": datatrove, "text-dedup": text_dedup}[sys.argv[1]](pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
