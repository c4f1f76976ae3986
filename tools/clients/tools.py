#!/usr/bin/env python3
"""Tools with the official clients against a running ./dasllm serve: every answer is held against OpenAI's description.

    ./dasllm serve MODEL --port 8080                                   # any model; with random weights calls are nonsense, but valid
    python3 -m venv clients && clients/bin/pip install openai==3.57.0 jsonschema==4.26.0 pyyaml==6.0.3
    clients/bin/python tools/clients/tools.py http://127.0.0.1:8080/v1 --node FOLDER   # FOLDER has npm's openai and zod

What is checked: required, named and allowed tools; calls beside each other; arguments by their schemas; the stream by the client's own
accumulation, byte for byte the unstreamed answer; results of calls in the next turn; what is refused before the first token.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx
import jsonschema
import openai
import yaml

HERE = Path(__file__).resolve().parent
DESCRIPTION = HERE.parent.parent.parent / "shared/data/openapi/openai-openapi.yaml"
TOOLS = [
    {"type": "function", "function": {
        "name": "get_weather", "description": "The weather in a city.", "strict": True,
        "parameters": {"type": "object", "properties": {
            "city": {"type": "string", "maxLength": 12}, "unit": {"enum": ["celsius", "fahrenheit"]},
            "days": {"type": "integer", "minimum": 1, "maximum": 14}},
            "required": ["city", "unit", "days"], "additionalProperties": False}}},
    {"type": "function", "function": {
        "name": "convert", "parameters": {"type": "object", "properties": {
            "amounts": {"type": "array", "items": {"type": "number"}, "maxItems": 3},
            "to": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            "required": ["to"], "additionalProperties": False}}},
    {"type": "function", "function": {"name": "stop"}},
]
SCHEMAS = {tool["function"]["name"]: tool["function"].get("parameters", {"additionalProperties": False}) for tool in TOOLS}
NAMED = {"type": "function", "function": {"name": "convert"}}
ALLOWED = {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [
    {"type": "function", "function": {"name": "get_weather"}}, {"type": "function", "function": {"name": "stop"}}]}}


class Description:
    """OpenAI's description of its answers as JSON Schemas."""

    def __init__(self, path):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.components = tidy(yaml.load(path.read_text(encoding="utf-8"), loader))["components"]
        self.validators = {}

    def check(self, name, body):
        if name not in self.validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": self.components}
            self.validators[name] = jsonschema.Draft202012Validator(schema)
        errors = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in self.validators[name].iter_errors(body)]
        assert not errors, (name, errors[:3], json.dumps(body)[:500])


def tidy(node):
    """OpenAPI's nullable and its keywords that are no JSON Schema."""
    if isinstance(node, list):
        return [tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: tidy(value) for key, value in node.items() if key != "discriminator"}
    return {"anyOf": [made, {"type": "null"}]} if made.pop("nullable", False) is True else made


class Recorded(httpx.BaseTransport):
    """Holds every body against the description on its way to the client."""

    def __init__(self, description):
        self.inner = httpx.HTTPTransport()
        self.description = description
        self.checked = 0

    def handle_request(self, request):
        response = self.inner.handle_request(request)
        body = response.read()
        if response.status_code != 200:
            self.description.check("ErrorResponse", json.loads(body))
            self.checked += 1
        elif response.headers["content-type"].startswith("application/json"):
            self.description.check("CreateChatCompletionResponse", json.loads(body))
            self.checked += 1
        else:
            for line in body.decode().splitlines():
                if line.startswith("data: {"):
                    self.description.check("CreateChatCompletionStreamResponse", json.loads(line[6:]))
                    self.checked += 1
        of_the_wire = (b"transfer-encoding", b"content-encoding", b"content-length")  # the body was put together and unpacked here
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in of_the_wire]
        return httpx.Response(response.status_code, headers=headers, content=body, request=request)


def valid(calls):
    for call in calls:
        jsonschema.Draft202012Validator(SCHEMAS[call["name"]]).validate(json.loads(call["arguments"]))


def plain(message):
    return [{"name": call.function.name, "arguments": call.function.arguments} for call in message.tool_calls or []]


def ask(client, model, seed, choice, **more):
    """One answer whole and streamed; returns its calls."""
    asked = dict(model=model, messages=[{"role": "user", "content": "Call something."}], tools=TOOLS, tool_choice=choice,
                 temperature=2, seed=seed, max_completion_tokens=400, **more)
    whole = client.chat.completions.create(**asked).choices[0]
    with client.chat.completions.stream(**asked) as stream:
        try:
            for _ in stream:
                pass
        except openai.LengthFinishReasonError:  # the client does not put together what the limit has cut
            assert whole.finish_reason == "length", whole.finish_reason
            return None
        told = stream.current_completion_snapshot.choices[0]
    assert plain(whole.message) == plain(told.message), (plain(whole.message), plain(told.message))
    assert (whole.message.content or "") == (told.message.content or "")
    assert whole.finish_reason == told.finish_reason
    if whole.finish_reason != "length":
        assert whole.finish_reason == "tool_calls", whole.finish_reason
        assert whole.message.tool_calls
        valid(plain(whole.message))
        assert len({call.id for call in whole.message.tool_calls}) == len(whole.message.tool_calls)
        return whole.message
    return None


def refused(client, model, parameter, **more):
    try:
        client.chat.completions.create(model=model, messages=[{"role": "user", "content": "x"}], **more)
    except openai.BadRequestError as error:
        assert error.param == parameter, (error.param, error.message)
        return
    raise AssertionError(f"not refused: {more}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("--model", default="dasllm")
    arguments.add_argument("--seeds", type=int, default=20)
    arguments.add_argument("--node", type=Path, help="a folder with npm's openai")
    given = arguments.parse_args()
    recorded = Recorded(Description(DESCRIPTION))
    client = openai.OpenAI(base_url=given.url, api_key="none", max_retries=0, timeout=300,
                           http_client=httpx.Client(transport=recorded))
    whole = several = 0
    for seed in range(given.seeds):
        for choice, names in (("required", set(SCHEMAS)), (NAMED, {"convert"}), (ALLOWED, {"get_weather", "stop"})):
            message = ask(client, given.model, seed * 1_000_003, choice)
            if message is None:
                continue
            whole += 1
            several += len(message.tool_calls) > 1
            assert {call.function.name for call in message.tool_calls} <= names
            if seed % 5 == 0:
                results = [{"role": "tool", "tool_call_id": call.id, "content": "done"} for call in message.tool_calls]
                after = client.chat.completions.create(
                    model=given.model, max_completion_tokens=20, tools=TOOLS, tool_choice="none",
                    messages=[{"role": "user", "content": "Call."}, message.model_dump(exclude_none=True), *results])
                assert after.choices[0].message.tool_calls is None
        one = ask(client, given.model, seed * 1_000_003, "required", parallel_tool_calls=False)
        assert one is None or len(one.tool_calls) == 1
    refused(client, given.model, "tool_choice", tool_choice="required")
    refused(client, given.model, "tools", tools=[{"type": "function", "function": {
        "name": "f", "parameters": {"type": "object", "properties": {"a": {"not": {"type": "string"}}}}}}])
    refused(client, given.model, "tool_choice", tools=TOOLS, tool_choice={"type": "function", "function": {"name": "g"}})
    print(f"Python openai {openai.__version__}: {whole} answers whole, {several} with several calls, 0 invalid, streams equal; "
          f"{recorded.checked} bodies and chunks by the description")
    if given.node:
        shutil.copy(HERE / "tools.mjs", given.node)
        done = subprocess.run(["node", given.node / "tools.mjs", given.url, given.model, str(given.seeds)],
                              input=json.dumps(TOOLS), text=True, check=False)
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
