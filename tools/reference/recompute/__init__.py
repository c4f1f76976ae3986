"""What `recompute_report.py` is made of: a report's figures anew, from the answers in predictions.jsonl."""
