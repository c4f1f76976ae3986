#!/usr/bin/env python3
"""The vendors' own clients ask a fake vendor directly and through the gateway, and what came is compared.

    ./dasllm --version                                   # builds, if need be
    ./mvnw -pl fake-provider -am test-compile            # the fake vendor
    ./mvnw -q -f tools/clients/java/pom.xml dependency:build-classpath -Dmdep.outputFile=/tmp/clients.cp
    python3 tools/clients/gateway.py PYTHON [FOLDER [CLASSPATH]]

PYTHON is a Python with openai and anthropic. FOLDER gets Node's clients by npm; CLASSPATH is the file of that name above, for openai-java,
anthropic-java and LangChain4j. Without them only Python's are run. Prints a line for each question and whether both ways gave the same, then
what the gateway recorded. Exits with 1 where they differ, a client heard nothing right, or something is not recorded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "sk-of-the-comparison"
QUESTION = "When does my card come? Grüße"
PARAMETERS = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"], "additionalProperties": False}


def plain_text(text):
    """Without what differs between any two answers."""
    return re.sub(r"[0-9a-f]{16,}|\d+(\.\d+)?", "#", text)


def plain(value):
    return plain_text(json.dumps(value, sort_keys=True, default=str))


def attempt(ask):
    try:
        return plain(ask())
    except Exception as error:  # The client's own exceptions are what is compared.
        return type(error).__name__ + " " + str(getattr(error, "status_code", ""))


def asked(base, key):
    """Every question as a name and what its client made of the answer."""
    import anthropic
    import openai

    one = openai.OpenAI(base_url=base + "/v1", api_key=key, max_retries=0)
    two = anthropic.Anthropic(base_url=base, api_key=key, max_retries=0)
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}]
    functions = [{"type": "function", "function": {"name": "delay", "parameters": PARAMETERS}}]
    tools = [{"name": "delay", "input_schema": PARAMETERS}]

    def streamed_chat(**more):
        with one.chat.completions.create(model="m", messages=turns, stream=True, **more) as stream:
            return [chunk.model_dump() for chunk in stream]

    def streamed_responses():
        with one.responses.create(model="m", input=QUESTION, stream=True) as stream:
            return [event.model_dump() for event in stream]

    def streamed_messages(**more):
        with two.messages.stream(model="m", max_tokens=200, messages=turns[1:], **more) as stream:
            events = [event.type for event in stream]
            return events, stream.get_final_message().model_dump()

    def leaves():
        with one.chat.completions.create(model="m", messages=turns, stream=True) as stream:
            return next(iter(stream)).model_dump()

    questions = {
        "chat": lambda: one.chat.completions.create(model="m", messages=turns).model_dump(),
        "chat, streamed": streamed_chat,
        "chat, streamed with usage": lambda: streamed_chat(stream_options={"include_usage": True}),
        "chat, tool": lambda: one.chat.completions.create(
            model="m", messages=turns, tools=functions, tool_choice="required").model_dump(),
        "chat, tool, streamed": lambda: streamed_chat(tools=functions, tool_choice="required"),
        "chat, left early": leaves,
        "responses": lambda: one.responses.create(model="m", input=QUESTION).model_dump(),
        "responses, streamed": streamed_responses,
        "messages": lambda: two.messages.create(model="m", max_tokens=200, messages=turns[1:], system="Be brief.").model_dump(),
        "messages, streamed": streamed_messages,
        "messages, tool": lambda: two.messages.create(
            model="m", max_tokens=200, messages=turns[1:], tools=tools, tool_choice={"type": "any"}).model_dump(),
        "messages, tool, streamed": lambda: streamed_messages(tools=tools, tool_choice={"type": "any"}),
        "no such address": lambda: one.models.retrieve("nothing").model_dump(),
    }
    return {name: attempt(ask) for name, ask in questions.items()}


def in_python(python):
    def run(base, key):
        script = f"import sys; sys.path.insert(0, {str(ROOT / 'tools/clients')!r}); import gateway, json\n" \
                 f"print(json.dumps(gateway.asked({base!r}, {key!r})))"
        return json.loads(output([python, "-c", script]))
    return run


def output(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def in_node(folder):
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules").exists():
        output(["npm", "init", "--yes", "--prefix", str(folder)])
        subprocess.run(["npm", "install", "--silent", "openai@7.59.0", "@anthropic-ai/sdk@1.14.0"], cwd=folder, check=True)
    shutil.copy(ROOT / "tools/clients/gateway.mjs", folder)

    def run(base, key):
        outcomes = json.loads(output(["node", str(folder / "gateway.mjs"), base, key]))
        return {"Node, " + name: plain_text(outcome) for name, outcome in outcomes.items()}
    return run


def in_java(classpath):
    source = str(ROOT / "tools/clients/java/src/main/java/Gateway.java")

    def run(base, key):
        lines = output(["java", "-cp", classpath.read_text().strip(), source, base, key]).splitlines()
        # A client's objects print their identity where they have no words of their own.
        return {name: plain_text(re.sub(r"@[0-9a-f]{5,8}\b", "@#", outcome))
                for name, outcome in (line.split("\t", 1) for line in lines if "\t" in line)}
    return run


def main():
    askers = [in_python(sys.argv[1])]
    if len(sys.argv) > 2:
        askers.append(in_node(Path(sys.argv[2]).resolve()))
    if len(sys.argv) > 3:
        askers.append(in_java(Path(sys.argv[3])))
    path = ":".join(str(ROOT / module / "target/classes") for module in ("fake-provider", "wire", "format"))
    path += ":" + (ROOT / "cli/target/classpath").read_text()
    vendor = subprocess.Popen(
        ["java", "-cp", path, "org.dasllm.fake.FakeProviderProcess", SECRET], stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as folder:
        address = vendor.stdout.readline().strip()
        file = Path(folder, "run.yaml")
        file.write_text(
            f"run: clients\nruns: {folder}\nharvest: {{gateway: {{}}}}\nstudent: {{base: none}}\n"
            f"gateway: {{upstream: '{address}', port: 0, record: durable}}\n")
        command = os.environ.get("DASLLM", str(ROOT / "dasllm")).split()
        gateway = subprocess.Popen(
            [*command, "gateway", str(file), "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        through = gateway.stdout.readline().strip()
        try:
            ways = []
            for base in (address, through):
                for key in (SECRET, "sk-another"):
                    way = {}
                    for asker in askers:
                        way.update(asker(base, key))
                    ways.append(way)
        finally:
            gateway.terminate()
            closing = json.loads(gateway.communicate()[0].strip().splitlines()[-1])
            vendor.terminate()
    different = 0
    # Every client but a wrong address must have heard the answer, so that two equal failures are not taken for a success.
    for name, answer in ways[0].items():
        if "no such address" not in name and "delay" not in answer and "answer to" not in answer and "chunk" not in answer:
            different += 1
            print(f"NO ANSWER  {name:44} {answer[:300]}")
    for key, direct, other in (("right key", ways[0], ways[2]), ("wrong key", ways[1], ways[3])):
        for name, answer in direct.items():
            same = answer == other[name]
            different += not same
            print(f"{key:10} {name:44} {'the same' if same else 'DIFFERENT: ' + answer[:300] + ' / ' + other[name][:300]}")
    print(json.dumps(closing))
    return 1 if different or closing["recorded"] + sum(closing["unrecorded"].values()) != closing["exchanges"] else 0


if __name__ == "__main__":
    sys.exit(main())
