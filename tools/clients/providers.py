#!/usr/bin/env python3
"""The vendors' own Python clients and our harvest ask the same fake vendor, and what came is compared.

    ./dasllm --version                                   # builds, if need be
    ./mvnw -pl teacher-bedrock -am test-compile          # the fake vendor and our side of it
    python3 tools/clients/providers.py PYTHON [FAULT..]  # a Python with openai, anthropic, google-genai and boto3

Without faults, and then with each of them, or with those that are named (none for no fault). Prints a table: client, question, whether both heard the same. Exits with 1 where they did not. See README.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "sk-of-the-comparison"
SCHEMA = {
    "type": "object",
    "properties": {"intent": {"type": "string", "enum": ["refund", "other"]}, "urgent": {"type": "boolean"}},
    "required": ["intent", "urgent"],
    "additionalProperties": False,
}
PARAMETERS = {
    "type": "object",
    "properties": {"days": {"type": "integer"}},
    "required": ["days"],
    "additionalProperties": False,
}
SYSTEM, QUESTION = "Be brief.", "When does my card come?"
ROUNDS = ["none", "rate_limit", "overloaded", "server_error", "unavailable", "refusal", "filter", "truncation"]
PROTOCOLS = ["openai", "responses", "azure", "azure-dated", "anthropic", "gemini", "bedrock"]


def class_path():
    """What was built last, before the jars of the launcher's class path."""
    folders = [ROOT / module / "target" / kind for module in ("fake-provider", "teacher-harvest", "teacher-bedrock", "wire", "format")
               for kind in ("classes", "test-classes")]
    return ":".join(map(str, folders)) + ":" + (ROOT / "cli/target/classpath").read_text()


def provider(path, secret, *faults):
    process = subprocess.Popen(
        ["java", "-cp", path, "org.dasllm.fake.FakeProviderProcess", secret, *faults], stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def job(protocol, url, key, question):
    teacher = {
        "protocol": protocol.replace("-dated", ""), "base_url": url, "model": "model-1", "max_tokens": 60,
        "api_key_file": str(key), "timeout_seconds": 300,
    }
    if protocol == "azure-dated":
        teacher["api_version"] = "2024-10-21"
    if protocol == "bedrock":
        # Its key comes by AWS's own ways, here the environment.
        del teacher["api_key_file"]
    asked = {"teacher": teacher, "prompt": [
        {"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]}
    if question == "schema":
        teacher["structured_output"] = True
        asked["task"] = {"kind": "json", "schema": SCHEMA}
    elif question == "tool":
        asked["task"] = {"kind": "tool_call", "tools": [{"name": "delay", "parameters": PARAMETERS}]}
    return asked


def environment(key):
    """Without the user's own keys; Bedrock's key, whose name alone goes over the wire, is the one of the comparison."""
    kept = {name: value for name, value in os.environ.items()
            if not name.endswith("_API_KEY") and not name.startswith("AWS_")}
    return kept | {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "s", "AWS_EC2_METADATA_DISABLED": "true"}


def ours(path, jobs, jobs_key):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(json.dumps(each) + "\n" for each in jobs))
        file.flush()
        run = subprocess.run(
            ["java", "-cp", path, "org.dasllm.harvest.fixture.TeacherProcess", file.name],
            check=True, stdout=subprocess.PIPE, text=True, env=environment(jobs_key))
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


CLIENT = r'''
import json, sys
schema, parameters, system, asked = map(json.loads, sys.argv[1:5])
def openai_chat(client, question, seen):
    more = {}
    if question == "schema":
        more["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
    if question == "tool":
        more["tools"] = [{"type": "function", "function": {"name": "delay", "parameters": parameters}}]
        more["tool_choice"] = "required"
    messages = [{"role": "system", "content": system}, {"role": "user", "content": asked}]
    if question == "stream":
        text = ""
        for chunk in client.chat.completions.create(
                model="model-1", messages=messages, max_tokens=60, stream=True, stream_options={"include_usage": True}):
            text += "".join(choice.delta.content or "" for choice in chunk.choices)
            usage = chunk.usage
            for choice in chunk.choices:
                seen.update(finish=choice.finish_reason)
        seen.update(text=text)
    else:
        answer = client.chat.completions.create(model="model-1", messages=messages, max_tokens=60, **more)
        message, usage = answer.choices[0].message, answer.usage
        seen.update(text=message.content or "", finish=answer.choices[0].finish_reason)
        if message.refusal:
            seen.update(refusal=message.refusal)
        for call in message.tool_calls or []:
            seen.update(tool=call.function.name, arguments=json.loads(call.function.arguments))
    seen.update(input=usage.prompt_tokens, cached=usage.prompt_tokens_details.cached_tokens, output=usage.completion_tokens)
def ask(protocol, url, key, question):
    seen = {}
    try:
        if protocol == "openai":
            import openai
            openai_chat(openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0), question, seen)
        elif protocol == "azure":
            import openai
            openai_chat(openai.OpenAI(base_url=url + "/openai/v1/", api_key=key, max_retries=0), question, seen)
        elif protocol == "azure-dated":
            import openai
            openai_chat(openai.AzureOpenAI(azure_endpoint=url, api_key=key, api_version="2024-10-21", max_retries=0), question, seen)
        elif protocol == "responses":
            import openai
            more = {}
            if question == "schema":
                more["text"] = {"format": {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}}
            if question == "tool":
                more.update(tools=[{"type": "function", "name": "delay", "parameters": parameters, "strict": False}],
                            tool_choice="required")
            client = openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0)
            ask = dict(
                model="model-1", input=[{"role": "system", "content": system}, {"role": "user", "content": asked}],
                max_output_tokens=60, store=False, **more)
            if question == "stream":
                with client.responses.stream(**ask) as stream:
                    answer = stream.get_final_response()
            else:
                answer = client.responses.create(**ask)
            seen.update(text=answer.output_text, finish=answer.incomplete_details.reason
                        if answer.incomplete_details else answer.status)
            for item in answer.output:
                if item.type == "function_call":
                    seen.update(tool=item.name, arguments=json.loads(item.arguments), finish="function_call")
                for part in getattr(item, "content", None) or []:
                    if part.type == "refusal":
                        seen.update(refusal=part.refusal, finish="refusal")
            usage = answer.usage
            seen.update(input=usage.input_tokens, cached=usage.input_tokens_details.cached_tokens, output=usage.output_tokens)
        elif protocol == "anthropic":
            import anthropic
            client = anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)
            more = {}
            if question == "schema":
                more["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
            if question == "tool":
                more.update(tools=[{"name": "delay", "input_schema": parameters}], tool_choice={"type": "any"})
            ask = dict(model="model-1", max_tokens=60, system=system, messages=[{"role": "user", "content": asked}], **more)
            if question == "stream":
                with client.messages.stream(**ask) as stream:
                    answer = stream.get_final_message()
            else:
                answer = client.messages.create(**ask)
            seen.update(text="".join(block.text for block in answer.content if block.type == "text"), finish=answer.stop_reason)
            for block in answer.content:
                if block.type == "tool_use":
                    seen.update(tool=block.name, arguments=block.input)
            usage = answer.usage
            seen.update(input=usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens,
                        cached=usage.cache_read_input_tokens, output=usage.output_tokens)
        elif protocol == "gemini":
            from google import genai
            client = genai.Client(api_key=key, http_options={"base_url": url})
            config = {"system_instruction": system, "max_output_tokens": 60}
            if question == "schema":
                config.update(response_mime_type="application/json", response_json_schema=schema)
            if question == "tool":
                config.update(
                    tools=[{"function_declarations": [{"name": "delay", "parameters_json_schema": parameters}]}],
                    tool_config={"function_calling_config": {"mode": "ANY"}},
                    automatic_function_calling={"disable": True})
            if question == "stream":
                text = ""
                for chunk in client.models.generate_content_stream(model="model-1", contents=asked, config=config):
                    text += chunk.text or ""
                    usage = chunk.usage_metadata
                    if chunk.candidates:
                        finish = chunk.candidates[0].finish_reason
                seen.update(text=text, finish=finish.value)
            else:
                answer = client.models.generate_content(model="model-1", contents=asked, config=config)
                # A prompt that was not let through has no candidates; a call has no word of its own for its end.
                parts = answer.candidates[0].content.parts if answer.candidates else []
                seen.update(text="".join(part.text or "" for part in parts),
                            finish=answer.candidates[0].finish_reason.value if answer.candidates
                            else "blockReason " + answer.prompt_feedback.block_reason.value)
                for part in parts:
                    if part.function_call:
                        seen.update(tool=part.function_call.name, arguments=dict(part.function_call.args), finish="function_call")
                usage = answer.usage_metadata
            seen.update(input=usage.prompt_token_count, cached=usage.cached_content_token_count or 0,
                        output=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0))
        elif protocol == "bedrock":
            import boto3, botocore
            client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url=url, config=botocore.config.Config(
                retries={"total_max_attempts": 1}))
            more = {}
            if question == "schema":
                more["outputConfig"] = {"textFormat": {"type": "json_schema", "structure": {
                    "jsonSchema": {"schema": json.dumps(schema), "name": "answer"}}}}
            if question == "tool":
                more["toolConfig"] = {"tools": [{"toolSpec": {"name": "delay", "inputSchema": {"json": parameters}}}],
                                      "toolChoice": {"any": {}}}
            ask = dict(modelId="model-1", system=[{"text": system}], inferenceConfig={"maxTokens": 60},
                       messages=[{"role": "user", "content": [{"text": asked}]}], **more)
            if question == "stream":
                text = ""
                for event in client.converse_stream(**ask)["stream"]:
                    text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
                    stop = event.get("messageStop", {}).get("stopReason") or (stop if text else None)
                    usage = event.get("metadata", {}).get("usage")
                seen.update(text=text, finish=stop)
            else:
                answer = client.converse(**ask)
                usage = answer["usage"]
                content = answer["output"]["message"]["content"]
                seen.update(text="".join(block.get("text", "") for block in content), finish=answer["stopReason"])
                for block in content:
                    if "toolUse" in block:
                        seen.update(tool=block["toolUse"]["name"], arguments=block["toolUse"]["input"])
            seen.update(input=usage["inputTokens"] + usage["cacheReadInputTokens"] + usage["cacheWriteInputTokens"],
                        cached=usage["cacheReadInputTokens"], output=usage["outputTokens"])
    except Exception as error:
        status = (getattr(error, "status_code", None) or getattr(error, "code", None)
                  or getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode"))
        if getattr(error, "code", None) == "content_filter":
            # Azure's way to say that a prompt was not let through.
            return {"text": "", "finish": "blockReason content_filter"}
        if not isinstance(status, int):
            raise
        seen = {"status": status}
    return seen
for line in sys.stdin:
    print(json.dumps(ask(*json.loads(line))), flush=True)
'''


def theirs(python, questions, key):
    run = subprocess.run(
        [python, "-c", CLIENT, *map(json.dumps, (SCHEMA, PARAMETERS, SYSTEM, QUESTION))],
        input="".join(json.dumps(question) + "\n" for question in questions),
        stdout=subprocess.PIPE, text=True, check=True, env=environment(key))
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def asked(python, path, pairs, files, faults):
    """What our side heard and what the vendors' clients did. What goes wrong goes wrong once per request: each asks a vendor of its own."""
    (first, url), (second, other) = (provider(path, SECRET, *faults) for _ in range(2))
    try:
        mine, their = {}, {}
        for wrong in (False, True):
            those = [pair for pair in pairs if (pair[1] == "wrong key") == wrong]
            if those:
                key = files[wrong]
                mine.update(zip(those, ours(path, [job(protocol, url, key, question) for protocol, question in those],
                                            key.read_text())))
                their.update(zip(those, theirs(python, [[protocol, other, key.read_text(), question]
                                                        for protocol, question in those], key.read_text())))
        return mine, their
    finally:
        first.terminate()
        second.terminate()


def main():
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    path = class_path()
    folder = Path(tempfile.mkdtemp())
    files = folder / "right", folder / "wrong"
    files[0].write_text(SECRET)
    files[1].write_text("sk-of-somebody-else")
    differ = 0
    for fault in sys.argv[2:] or ROUNDS:
        questions = ["plain", "schema", "tool", "stream", "wrong key"] if fault == "none" else [fault]
        pairs = [(protocol, question) for protocol in PROTOCOLS for question in questions]
        mine, their = asked(python, path, pairs, files, [] if fault == "none" else [fault])
        for pair in pairs:
            our, vendors = mine[pair], their[pair]
            same = our == vendors
            differ += not same
            print(f"| {pair[0]} | {pair[1]} | {'same' if same else 'differs'} | "
                  f"{json.dumps(our)}{'' if same else ' / ' + json.dumps(vendors)} |", flush=True)
    print(f"{differ} of the comparisons differ", file=sys.stderr)
    sys.exit(1 if differ else 0)


main()
