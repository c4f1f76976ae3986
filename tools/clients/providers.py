#!/usr/bin/env python3
"""The vendors' own Python clients and our harvest ask the same fake vendor, and what came is compared.

    ./dasllm --version                                   # builds, if need be
    ./mvnw -pl teacher-harvest -am test-compile          # the fake vendor and our side of it
    python3 tools/clients/providers.py PYTHON            # a Python with openai, anthropic and google-genai

Prints a table: client, question, whether both heard the same. Exits with 1 where they did not. See README.md.
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
PROTOCOLS = ["openai", "responses", "azure", "azure-dated", "anthropic", "gemini"]


def class_path():
    """What was built last, before the jars of the launcher's class path."""
    folders = [ROOT / module / "target" / kind for module in ("fake-provider", "teacher-harvest", "wire", "format")
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
    asked = {"teacher": teacher, "prompt": [
        {"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]}
    if question == "schema":
        teacher["structured_output"] = True
        asked["task"] = {"kind": "json", "schema": SCHEMA}
    elif question == "tool":
        asked["task"] = {"kind": "tool_call", "tools": [{"name": "delay", "parameters": PARAMETERS}]}
    return asked


def ours(path, jobs):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(json.dumps(each) + "\n" for each in jobs))
        file.flush()
        run = subprocess.run(
            ["java", "-cp", path, "org.dasllm.harvest.fixture.TeacherProcess", file.name],
            check=True, stdout=subprocess.PIPE, text=True)
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
        seen.update(text=text)
    else:
        answer = client.chat.completions.create(model="model-1", messages=messages, max_tokens=60, **more)
        message, usage = answer.choices[0].message, answer.usage
        seen.update(text=message.content or "")
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
            answer = openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0).responses.create(
                model="model-1", input=[{"role": "system", "content": system}, {"role": "user", "content": asked}],
                max_output_tokens=60, store=False, **more)
            seen.update(text=answer.output_text)
            for item in answer.output:
                if item.type == "function_call":
                    seen.update(tool=item.name, arguments=json.loads(item.arguments))
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
            seen.update(text="".join(block.text for block in answer.content if block.type == "text"))
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
                seen.update(text=text)
            else:
                answer = client.models.generate_content(model="model-1", contents=asked, config=config)
                seen.update(text="".join(part.text or "" for part in answer.candidates[0].content.parts))
                for part in answer.candidates[0].content.parts:
                    if part.function_call:
                        seen.update(tool=part.function_call.name, arguments=dict(part.function_call.args))
                usage = answer.usage_metadata
            seen.update(input=usage.prompt_token_count, cached=usage.cached_content_token_count or 0,
                        output=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0))
    except Exception as error:
        status = getattr(error, "status_code", None) or getattr(error, "code", None)
        if not isinstance(status, int):
            raise
        seen = {"status": status}
    return seen
for line in sys.stdin:
    print(json.dumps(ask(*json.loads(line))), flush=True)
'''


def theirs(python, questions):
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    run = subprocess.run(
        [python, "-c", CLIENT, *map(json.dumps, (SCHEMA, PARAMETERS, SYSTEM, QUESTION))],
        input="".join(json.dumps(question) + "\n" for question in questions),
        stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


def main():
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    path = class_path()
    folder = Path(tempfile.mkdtemp())
    right, wrong = folder / "right", folder / "wrong"
    right.write_text(SECRET)
    wrong.write_text("sk-of-somebody-else")
    differ = 0
    for fault in (None, "rate_limit", "overloaded", "server_error"):
        questions = ["plain", "schema", "tool", "stream", "wrong key"] if fault is None else [fault]
        pairs = [(protocol, question) for protocol in PROTOCOLS for question in questions
                 if not (question == "stream" and protocol == "responses")]
        # What goes wrong goes wrong once per request: each side asks a vendor of its own.
        (first, url), (second, other) = (provider(path, SECRET, *([fault] if fault else [])) for _ in range(2))
        try:
            keys = [wrong if question == "wrong key" else right for _, question in pairs]
            mine = ours(path, [job(protocol, url, key, question) for (protocol, question), key in zip(pairs, keys)])
            their = theirs(python, [[protocol, other, key.read_text(), question]
                                    for (protocol, question), key in zip(pairs, keys)])
        finally:
            first.terminate()
            second.terminate()
        assert len(mine) == len(their) == len(pairs)
        for (protocol, question), our, vendors in zip(pairs, mine, their):
            same = our == vendors
            differ += not same
            print(f"| {protocol} | {question} | {'same' if same else 'differs'} | "
                  f"{json.dumps(our)}{'' if same else ' / ' + json.dumps(vendors)} |", flush=True)
    sys.exit(1 if differ else 0)


main()
