"""A server on this machine that speaks four vendors' formats and tells random usage: prompts of 20 to 400,000 tokens, so that some have the
prices of long ones, cached tokens, tokens written to a cache, and reasoning, counted as each vendor counts it.

    python tools/reference/mixed_harvest.py PORT PROMPTS FOLDER

Writes the teachers with their prices of configs/prices.yaml (teachers.json) and the prompts (prompts.jsonl) into the folder and answers until
it is ended. `bench/harvest/run mixed` puts it together with the harvest and prices.py.
"""

import json
import random
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

TEACHERS = [("openai", "OpenAI", "gpt-4.1-mini"), ("openai", "OpenAI", "gpt-5.4"), ("anthropic", "Anthropic", "claude-haiku-5-5"),
            ("gemini", "Google Gemini", "gemini-2.5-flash"), ("xai", "xAI", "grok-4.3")]
PRICES = ("input", "cached_input", "cache_write", "output", "reasoning", "long_prompt")
PATHS = {"openai": "/v1", "xai": "/xai/v1", "anthropic": "/v1", "gemini": "/v1beta"}
CHANCE = random.Random(1)


def prices(vendor, model):
    for each in yaml.safe_load(Path("configs/prices.yaml").read_text())["vendors"]:
        if each["vendor"] == vendor:
            return next({key: one[key] for key in PRICES if key in one} for one in each["models"] if model in one["names"])
    raise SystemExit(f"configs/prices.yaml has no {vendor}")


class Vendor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = int(20 * 20_000 ** CHANCE.random())
        cached = CHANCE.randrange(prompt) if CHANCE.random() < 0.5 else 0
        written = CHANCE.randrange(prompt - cached) if CHANCE.random() < 0.3 else 0
        reasoning = CHANCE.randrange(3_000) if CHANCE.random() < 0.5 else 0
        text = 1 + CHANCE.randrange(20)
        answer = json.dumps(self.answer(body, prompt, cached, written, reasoning, text)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def answer(self, body, prompt, cached, written, reasoning, text):
        if self.path.endswith("/messages"):
            usage = {"input_tokens": prompt - cached - written, "cache_read_input_tokens": cached,
                     "cache_creation_input_tokens": written, "output_tokens": text + reasoning}
            return {"id": "m", "type": "message", "role": "assistant", "model": body["model"], "stop_reason": "end_turn",
                    "stop_sequence": None, "content": [{"type": "text", "text": "yes"}], "usage": usage}
        if ":generateContent" in self.path:
            usage = {"promptTokenCount": prompt, "cachedContentTokenCount": cached, "candidatesTokenCount": text,
                     "thoughtsTokenCount": reasoning, "totalTokenCount": prompt + text + reasoning}
            return {"candidates": [{"content": {"role": "model", "parts": [{"text": "yes"}]}, "finishReason": "STOP", "index": 0}],
                    "modelVersion": self.path.split("/models/")[1].split(":")[0], "usageMetadata": usage}
        beside = self.path.startswith("/xai")
        usage = {"prompt_tokens": prompt, "completion_tokens": text + (0 if beside else reasoning),
                 "total_tokens": prompt + text + reasoning, "prompt_tokens_details": {"cached_tokens": cached},
                 "completion_tokens_details": {"reasoning_tokens": reasoning}}
        return {"id": "c", "object": "chat.completion", "created": 1, "model": body["model"], "usage": usage, "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "yes", "refusal": None}, "finish_reason": "stop"}]}

    def log_message(self, *arguments):
        pass


def main():
    port, number, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    teachers = [{"protocol": protocol, "base_url": f"http://127.0.0.1:{port}{PATHS[protocol]}", "model": model, "max_tokens": 4000,
                 "concurrency": 32, "prices": prices(vendor, model)} for protocol, vendor, model in TEACHERS]
    (folder / "prompts.jsonl").write_text("".join(json.dumps(
        {"id": f"s{i}", "group": f"g{i}", "prompt": [{"role": "user", "content": f"message {i}"}]}) + "\n" for i in range(number)))
    (folder / "teachers.json").write_text(json.dumps(teachers))
    ThreadingHTTPServer(("127.0.0.1", port), Vendor).serve_forever()


main()
