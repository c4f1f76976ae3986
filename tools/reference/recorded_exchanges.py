"""Picks recorded exchanges with Gemini, OpenAI's Responses API and Anthropic from the cassettes of pydantic-ai's tests (MIT licence).

    git clone https://github.com/pydantic/pydantic-ai && python3 tools/reference/recorded_exchanges.py pydantic-ai

Needs PyYAML alone. Signatures and encrypted thoughts are cut to their first characters, since nothing here reads them; all else is as it was.
"""

import json
import subprocess
import sys
from pathlib import Path

import yaml

OUT = Path(__file__).resolve().parents[2] / "wire/src/test/resources/reference/recorded-exchanges"
CASSETTES = "tests/models/cassettes"
OPAQUE = ("thoughtSignature", "signature", "encrypted_content")
SHOWN = 24
ENDS = ("enerateContent", "/responses", "/messages")
# Folder of the fixture, name, cassette, place among its questions.
PICKED = [
    ("gemini", "thoughts", "test_google/test_google_model_thinking_part", 0),
    ("gemini", "max-tokens", "test_google/test_google_model_max_tokens_thinking_model_empty_response", 0),
    ("gemini", "safety", "test_google/test_google_model_safety_settings", 0),
    ("gemini", "blocked", "test_google/test_google_model_armor_prompt_template_text_gets_blocked", 0),
    ("gemini", "logprobs", "test_google/test_google_vertex_logprobs", 0),
    ("gemini", "stream-call", "test_google/test_google_streaming_tool_call_thought_signature", 0),
    ("gemini", "stream-text", "test_google/test_google_streaming_tool_call_thought_signature", 1),
    ("responses", "call", "test_openai_responses/test_openai_responses_phase_live", 0),
    ("responses", "text", "test_openai_responses/test_openai_responses_phase_live", 1),
    ("responses", "logprobs", "test_openai/test_openai_instructions_with_responses_logprobs", 0),
    ("responses", "stream-call", "test_openai_responses/test_openai_responses_phase_streamed_on_part_start", 0),
    ("responses", "stream-logprobs", "test_openai/test_openai_instructions_with_responses_logprobs_streaming", 0),
    ("anthropic", "call", "test_anthropic/test_anthropic_tool_with_thinking", 0),
    ("anthropic", "text", "test_anthropic/test_anthropic_sampling_settings_reach_the_wire", 0),
    ("anthropic", "stream-thinking", "test_anthropic/test_anthropic_model_thinking_part_stream", 0),
]


def shorter(value):
    if isinstance(value, dict):
        return {
            key: each[:SHOWN] if key in OPAQUE and isinstance(each, str) else shorter(each)
            for key, each in value.items()
        }
    return [shorter(each) for each in value] if isinstance(value, list) else value


def events(text):
    """The data of server-sent events, each as JSON."""
    return [shorter(json.loads(line[len("data:") :])) for line in text.splitlines() if line.startswith("data:")]


def body(message):
    if "parsed_body" in message:
        return shorter(message["parsed_body"])
    text = message["body"] if isinstance(message["body"], str) else message["body"]["string"]
    return events(text) if text.startswith(("data:", "event:")) else shorter(json.loads(text))


def main():
    repository = sys.argv[1]
    git = ["git", "-C", repository]
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    for folder, name, cassette, place in PICKED:
        path = f"{CASSETTES}/{cassette}.yaml"
        text = subprocess.run([*git, "show", f"HEAD:{path}"], capture_output=True, text=True, check=True).stdout
        exchanges = yaml.safe_load(text)["interactions"]
        asked = [each for each in exchanges if any(end in each["request"]["uri"] for end in ENDS)]
        exchange = asked[place]
        target = OUT / folder / f"{name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        value = {
            "source": f"https://github.com/pydantic/pydantic-ai/blob/{commit}/{path}",
            "request": {"uri": exchange["request"]["uri"], "body": body(exchange["request"])},
            "response": {"status": exchange["response"]["status"]["code"], "body": body(exchange["response"])},
        }
        target.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
