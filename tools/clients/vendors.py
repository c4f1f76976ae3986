#!/usr/bin/env python3
"""The vendors' own Python and Node clients, unmodified, against one server of ours; prints a table of what came.

    ./dasllm serve SmolLM2-135M-Instruct.Q4_1.gguf --model-name tiny --deterministic &    # any model whose context has room for
                                                                           # tools; only so are whole and streamed the same bits
    python3 -m venv clients && clients/bin/pip install openai==3.57.0 anthropic==2.14.0 boto3==1.44.8
    clients/bin/python tools/clients/vendors.py http://127.0.0.1:8080 [FOLDER]

With DASLLM_CLIENTS_CALLS=0 the rows are left out that need room for several calls, which the demo's models have not.
FOLDER gets Node's clients; without it, or without npm, only Python's are run. Exits with 1 where an answer was not what it should be.
See README.md.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import anthropic
import boto3
import botocore.config
import botocore.exceptions
import openai

URL = sys.argv[1].rstrip("/")
MODEL = os.environ.get("DASLLM_CLIENTS_MODEL", "tiny")
HERE = Path(__file__).resolve().parent
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
ASK = [{"role": "user", "content": "When does my card come?"}]
TURN = [{"role": "user", "content": [{"text": "When does my card come?"}]}]
LONG = {"type": "object", "properties": {"essay": {"type": "string", "minLength": 150}}, "required": ["essay"],
        "additionalProperties": False}  # makes an answer last
TOOL = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"], "additionalProperties": False}
# Two calls, their results and their descriptions need more than the 256 tokens of the demo's models.
CALLS = os.environ.get("DASLLM_CLIENTS_CALLS", "1") == "1"
ROWS = []


def check(client, what, question):
    try:
        seen = question()
        ok = True
    except AssertionError as error:
        seen, ok = f"wrong: {error}", False
    except Exception as error:  # a client that could not make sense of what came
        seen, ok = f"{type(error).__name__}: {error}", False
    ROWS.append(ok)
    print(f"| {client} | {what} | {'as it should be' if ok else 'NOT'} | {str(seen)[:160]} |", flush=True)


def same(one, other):
    assert one == other, f"{one!r} is not {other!r}"
    return one


def refused(error, question, *words):
    try:
        question()
    except error as refusal:
        text = str(refusal)
        assert all(word in text for word in words), text
        return text
    raise AssertionError("was not refused")


def busy():
    assert json.load(urllib.request.urlopen(URL + "/health"))["active"], "the answer was over before the client left"


def idle():
    """Seconds until no slot is taken."""
    begun = time.time()
    while json.load(urllib.request.urlopen(URL + "/health"))["active"]:
        assert time.time() - begun < 30, "a slot is still taken"
        time.sleep(0.02)
    return f"free after {time.time() - begun:.2f} s"


def openai_rows():
    client = openai.OpenAI(base_url=URL + "/v1", api_key="none", max_retries=0, timeout=300)
    asked = dict(model=MODEL, messages=ASK, temperature=0, max_tokens=20)
    name = "openai " + openai.__version__

    def chat():
        answer = client.chat.completions.create(**asked, logprobs=True, top_logprobs=2)
        text, usage = "", None
        for chunk in client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
            usage = chunk.usage or usage
        same(usage.total_tokens, answer.usage.total_tokens)
        assert len(answer.choices[0].logprobs.content[0].top_logprobs) == 2
        return same(text, answer.choices[0].message.content)

    def respond():
        asked = dict(model=MODEL, input="When does my card come?", temperature=0, max_output_tokens=20)
        answer = client.responses.create(**asked, include=["message.output_text.logprobs"], top_logprobs=2)
        assert len(answer.output[0].content[0].logprobs[0].top_logprobs) == 2
        with client.responses.stream(**asked) as stream:
            types = [event.type for event in stream]
            try:
                final = stream.get_final_response()
            except RuntimeError:  # the helper knows no end but response.completed, and this answer was cut at its limit
                final = None
        assert types[:4] == ["response.created", "response.in_progress", "response.output_item.added",
                             "response.content_part.added"], types
        text = "".join(event.delta for event in client.responses.create(**asked, stream=True)
                       if event.type == "response.output_text.delta")
        assert final is None or final.output_text == text
        return same(text, answer.output_text)

    def parse():
        from pydantic import BaseModel

        class Answer(BaseModel):
            ok: bool
        parsed = client.responses.parse(model=MODEL, input="x", text_format=Answer).output_parsed
        other = client.chat.completions.parse(model=MODEL, messages=ASK, response_format=Answer, max_tokens=60)
        return parsed, other.choices[0].message.parsed

    def complete():
        answer = client.completions.create(model=MODEL, prompt=["My card", "Your"], echo=True, logprobs=1, max_tokens=5,
                                           temperature=0)
        assert [choice.text[:4] for choice in answer.choices] == ["My c", "Your"]
        logprobs = answer.choices[0].logprobs
        assert logprobs.token_logprobs[0] is None and len(logprobs.tokens) == len(logprobs.text_offset)
        text = "".join(chunk.choices[0].text for chunk in client.completions.create(
            model=MODEL, prompt="My card", max_tokens=5, temperature=0, stream=True))
        return same("My card" + text, answer.choices[0].text)

    def embed():
        # This client asks for base64, and decodes it.
        decoded = client.embeddings.create(model=MODEL, input="card").data[0].embedding
        plain = client.embeddings.create(model=MODEL, input="card", encoding_format="float").data[0].embedding
        assert max(abs(one - other) for one, other in zip(decoded, plain)) < 1e-6
        assert abs(sum(value * value for value in plain) - 1) < 1e-4
        return f"{len(plain)} dimensions"

    def leave():
        stream = client.responses.create(
            model=MODEL, input="x", max_output_tokens=200, stream=True,
            text={"format": {"type": "json_schema", "name": "essay", "schema": LONG, "strict": True}})
        for chunk in stream:
            if chunk.type == "response.output_text.delta":
                break
        busy()
        stream.close()
        return idle()

    def tools():
        try:
            answer = client.chat.completions.create(
                **asked | {"max_tokens": 60},
                tools=[{"type": "function", "function": {"name": "delay", "parameters": TOOL}}],
                tool_choice="required")
        except openai.BadRequestError as error:
            assert error.param == "tools" or error.code == "context_length_exceeded", error
            return "refused: " + error.message
        assert answer.choices[0].message.tool_calls, f"cut by {answer.choices[0].finish_reason} before the call's name"
        return json.loads(answer.choices[0].message.tool_calls[0].function.arguments)

    def several():
        plain = lambda message: [(call.function.name, call.function.arguments) for call in message.tool_calls]
        most = 0
        for seed in range(12):
            wanted = dict(model=MODEL, messages=ASK, temperature=2, seed=seed, max_tokens=300, tool_choice="required",
                          tools=[{"type": "function", "function": {"name": "delay", "parameters": TOOL}}])
            whole = client.chat.completions.create(**wanted).choices[0]
            if whole.finish_reason != "tool_calls":
                continue
            with client.chat.completions.stream(**wanted) as stream:
                same(plain(stream.get_final_completion().choices[0].message), plain(whole.message))
            assert all(isinstance(json.loads(text)["days"], int) for _, text in plain(whole.message))
            most = max(most, len(whole.message.tool_calls))
            if most > 1:
                results = [{"role": "tool", "tool_call_id": call.id, "content": "late"} for call in whole.message.tool_calls]
                after = client.chat.completions.create(**wanted | {
                    "tool_choice": "none", "max_tokens": 9,
                    "messages": [*ASK, whole.message.model_dump(exclude_none=True), *results]})
                assert after.choices[0].message.tool_calls is None
                break
        assert most > 1, "never more than one call"
        return f"{most} calls, streamed alike"

    check(name, "chat: whole, streamed, log-probabilities, usage", chat)
    check(name, "responses: whole, streamed, log-probabilities", respond)
    check(name, "both by a Pydantic model", parse)
    check(name, "legacy completions: echo, log-probabilities, stream", complete)
    check(name, "embeddings: base64 and float", embed)
    check(name, "models", lambda: (same(client.models.retrieve(MODEL).id, MODEL), [m.id for m in client.models.list()]))
    check(name, "tools", tools)
    if CALLS:
        check(name, "several tools at once", several)
    check(name, "leaves in the middle of a stream", leave)
    check(name, "what is stored is refused", lambda: refused(
        openai.BadRequestError, lambda: client.responses.create(model=MODEL, input="x", previous_response_id="resp_1"),
        "previous_response_id"))
    check(name, "an unknown model is refused", lambda: refused(
        openai.NotFoundError, lambda: client.responses.create(model="other", input="x"), "other"))


def anthropic_rows():
    client = anthropic.Anthropic(base_url=URL, api_key="none", max_retries=0, timeout=300)
    asked = dict(model=MODEL, messages=ASK, max_tokens=20, system="Be brief.", extra_body={"temperature": 0})
    name = "anthropic " + anthropic.__version__

    def message():
        answer = client.messages.create(**asked)
        with client.messages.stream(**asked) as stream:
            text = "".join(stream.text_stream)
            final = stream.get_final_message()
        same(final.usage.output_tokens, answer.usage.output_tokens)
        same(final.usage.input_tokens, answer.usage.input_tokens)
        same(final.stop_reason, answer.stop_reason)
        same(client.messages.count_tokens(model=MODEL, messages=ASK, system="Be brief.").input_tokens,
             answer.usage.input_tokens)
        return same(text, "".join(block.text for block in answer.content))

    def schema():
        answer = client.messages.create(
            model=MODEL, messages=ASK, max_tokens=60, output_config={"format": {"type": "json_schema", "schema": SCHEMA}})
        return json.loads(answer.content[0].text)

    def tools():
        try:
            answer = client.messages.create(
                model=MODEL, messages=ASK, max_tokens=60, tools=[{"name": "delay", "input_schema": TOOL}],
                tool_choice={"type": "any"})
        except anthropic.BadRequestError as error:
            assert "tools" in str(error), error
            return "refused by its name"
        return next(block.input for block in answer.content if block.type == "tool_use")

    def several():
        wanted = dict(model=MODEL, messages=ASK, max_tokens=60, tools=[{"name": "delay", "input_schema": TOOL}],
                      tool_choice={"type": "any", "disable_parallel_tool_use": True}, extra_body={"temperature": 0})
        used = lambda message: [(block.name, block.input) for block in message.content if block.type == "tool_use"]
        whole = client.messages.create(**wanted)
        with client.messages.stream(**wanted) as stream:
            same(used(stream.get_final_message()), used(whole))
        same(len(used(whole)), 1)
        calls = [{"type": "tool_use", "id": str(days), "name": "delay", "input": {"days": days}} for days in (1, 2)]
        results = [{"type": "tool_result", "tool_use_id": call["id"], "content": "late"} for call in calls]
        after = client.messages.create(**wanted | {"max_tokens": 9, "tool_choice": {"type": "none"}, "messages": [
            *ASK, {"role": "assistant", "content": calls}, {"role": "user", "content": results}]})
        same(used(after), [])
        return used(whole)

    def leave():
        with client.messages.stream(model=MODEL, messages=ASK, max_tokens=200,
                                    output_config={"format": {"type": "json_schema", "schema": LONG}}) as stream:
            next(iter(stream.text_stream))
            busy()
        return idle()

    check(name, "messages: whole, streamed, usage, count_tokens", message)
    check(name, "structured output", schema)
    check(name, "tools", tools)
    if CALLS:
        check(name, "tools: one only, streamed, results of two calls", several)
    check(name, "models", lambda: [same(model.type, "model") and model.id for model in client.models.list()])
    check(name, "leaves in the middle of a stream", leave)
    check(name, "what is not to be had is refused", lambda: refused(
        anthropic.BadRequestError, lambda: client.messages.create(
            model=MODEL, messages=ASK, max_tokens=2000, thinking={"type": "enabled", "budget_tokens": 1024}), "thinking"))
    check(name, "an unknown model is refused", lambda: refused(
        anthropic.NotFoundError, lambda: client.messages.create(model="other", messages=ASK, max_tokens=5), "other"))


def bedrock(**more):
    config = botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=300, **more)
    return boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=URL, config=config,
                        aws_access_key_id="none", aws_secret_access_key="none")


def bedrock_rows():
    client = bedrock()
    asked = dict(modelId=MODEL, messages=TURN, system=[{"text": "Be brief."}],
                 inferenceConfig={"maxTokens": 20, "temperature": 0})
    name = "boto3 " + boto3.__version__

    def converse():
        answer = client.converse(**asked)
        text, last = "", {}
        for event in client.converse_stream(**asked)["stream"]:
            text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
            last.update(event)
        same(last["metadata"]["usage"], answer["usage"])
        counted = client.count_tokens(modelId=MODEL, input={"converse": {"messages": TURN, "system": [{"text": "Be brief."}]}})
        same(counted["inputTokens"], answer["usage"]["inputTokens"])
        same(last["messageStop"]["stopReason"], answer["stopReason"])
        return same(text, "".join(block["text"] for block in answer["output"]["message"]["content"]))

    def schema():
        answer = client.converse(
            modelId=MODEL, messages=TURN, inferenceConfig={"maxTokens": 60},
            outputConfig={"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"schema": json.dumps(SCHEMA)}}}})
        return json.loads(answer["output"]["message"]["content"][0]["text"])

    def tools():
        try:
            answer = client.converse(
                modelId=MODEL, messages=TURN, inferenceConfig={"maxTokens": 60}, toolConfig={
                    "tools": [{"toolSpec": {"name": "delay", "inputSchema": {"json": TOOL}}}], "toolChoice": {"any": {}}})
        except client.exceptions.ValidationException as error:
            assert "toolConfig.tools" in str(error), error
            return "refused by its name"
        return next(block["toolUse"]["input"] for block in answer["output"]["message"]["content"] if "toolUse" in block)

    def several():
        config = {"tools": [{"toolSpec": {"name": "delay", "inputSchema": {"json": TOOL}}}], "toolChoice": {"any": {}}}
        wanted = dict(modelId=MODEL, messages=TURN, inferenceConfig={"maxTokens": 300, "temperature": 0}, toolConfig=config)
        used = [(block["toolUse"]["name"], block["toolUse"]["input"])
                for block in client.converse(**wanted)["output"]["message"]["content"] if "toolUse" in block]
        pieces = {}
        for event in client.converse_stream(**wanted)["stream"]:
            block = event.get("contentBlockDelta", {})
            if "toolUse" in block.get("delta", {}):
                index = block["contentBlockIndex"]
                pieces[index] = pieces.get(index, "") + block["delta"]["toolUse"]["input"]
        same([json.loads(text) for text in pieces.values()], [arguments for _, arguments in used])
        calls = [{"toolUse": {"toolUseId": str(days), "name": "delay", "input": {"days": days}}} for days in (1, 2)]
        results = [{"toolResult": {"toolUseId": each["toolUse"]["toolUseId"], "content": [{"text": "late"}]}} for each in calls]
        after = client.converse(**wanted | {
            "inferenceConfig": {"maxTokens": 9}, "toolConfig": {"tools": config["tools"]},
            "messages": [*TURN, {"role": "assistant", "content": calls}, {"role": "user", "content": results}]})
        assert after["usage"]["inputTokens"] > 0
        return used

    def bearer():
        os.environ["AWS_BEARER_TOKEN_BEDROCK"] = "none"
        try:
            return bedrock().converse(**asked)["stopReason"]
        finally:
            del os.environ["AWS_BEARER_TOKEN_BEDROCK"]

    def leave():
        stream = client.converse_stream(
            modelId=MODEL, messages=TURN, inferenceConfig={"maxTokens": 200}, outputConfig={"textFormat": {
                "type": "json_schema", "structure": {"jsonSchema": {"schema": json.dumps(LONG)}}}})["stream"]
        for event in stream:
            if "contentBlockDelta" in event:
                break
        busy()
        stream.close()
        return idle()

    check(name, "converse and converse_stream, signed", converse)
    if URL.startswith("https:"):  # this client sends such keys over HTTPS only
        check(name, "converse with a bearer key", bearer)
    check(name, "structured output", schema)
    check(name, "tools", tools)
    if CALLS:
        check(name, "tools: streamed, results of two calls", several)
    check(name, "leaves in the middle of a stream", leave)
    check(name, "what is not to be had is refused", lambda: refused(
        client.exceptions.ValidationException, lambda: client.converse(
            **asked, additionalModelRequestFields={"unknown": 5}), "additionalModelRequestFields.unknown"))
    check(name, "an unknown model is refused", lambda: refused(
        client.exceptions.ResourceNotFoundException, lambda: client.converse(
            **{**asked, "modelId": "anthropic.claude-x-v1:0"}), "anthropic.claude-x-v1:0"))


def node_rows(folder):
    folder.mkdir(exist_ok=True)
    if not (folder / "done").exists():
        subprocess.run(["npm", "init", "--yes"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["npm", "install", "--silent", "openai@7.59.0", "@anthropic-ai/sdk@1.14.0"], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        (folder / "done").touch()
    shutil.copy(HERE / "vendors.mjs", folder)
    run = subprocess.run(["node", folder / "vendors.mjs", URL, MODEL], stdout=subprocess.PIPE, text=True)
    for line in run.stdout.splitlines():
        row = json.loads(line)
        ROWS.append(row["ok"])
        print(f"| {row['client']} | {row['what']} | {'as it should be' if row['ok'] else 'NOT'} | {row['seen'][:160]} |",
              flush=True)
    ROWS.append(run.returncode == 0)


print("| client | question | came | what |\n| --- | --- | --- | --- |")
openai_rows()
anthropic_rows()
bedrock_rows()
if len(sys.argv) > 2 and shutil.which("npm"):
    node_rows(Path(sys.argv[2]))
sys.exit(0 if all(ROWS) else 1)
