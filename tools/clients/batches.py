#!/usr/bin/env python3
"""The vendors' own Python clients use the batch interfaces of our fake vendor.

    ./dasllm --version                                   # builds, if need be
    ./mvnw -pl fake-provider -am test-compile            # the fake vendor
    python3 tools/clients/batches.py PYTHON              # a Python with openai, anthropic and google-genai

Each uploads or submits 50 requests, lists batches, waits for the batch and reads all results, which come in another order, with a fifth
expired, a fifth failed and the first time one line that is broken off. Prints a line for each client and exits with 1 where something is not as its vendor documents it. See README.md.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "sk-of-the-comparison"

CLIENT = r'''
import json, sys, time, io, tempfile
name, url, key = sys.argv[1:]
N = 50
SYSTEM = "Be brief."
def check(condition, what):
    if not condition:
        sys.exit(name + ": " + what)
def parsed(lines):
    """Results by their names, and how many lines are no JSON."""
    good, bad = {}, 0
    for line in lines:
        if line.strip():
            try:
                each = json.loads(line)
                good[each.get("custom_id") or each["key"]] = each
            except ValueError:
                bad += 1
    return good, bad
def openai_like(client, endpoint, url_of_rows, body):
    rows = "".join(json.dumps({"custom_id": "r%d" % i, "method": "POST", "url": url_of_rows, "body": body(i)}) + "\n" for i in range(N))
    file = client.files.create(file=("rows.jsonl", rows.encode()), purpose="batch")
    check(file.status == "processed" and file.bytes == len(rows.encode()), "the uploaded file is not whole")
    batch = client.batches.create(input_file_id=file.id, endpoint=endpoint, completion_window="24h", metadata={"ours": "yes"})
    check(batch.status == "in_progress" and batch.request_counts.total == N, "the batch does not begin as documented")
    listed = [each.id for each in client.batches.list(limit=1) if each.metadata == {"ours": "yes"}]
    check(batch.id in listed, "the batch is not in the list by its metadata")
    while batch.status == "in_progress":
        batch = client.batches.retrieve(batch.id)
    check(batch.status == "expired", "the status is " + batch.status)
    first, bad = parsed(client.files.content(batch.output_file_id).text.splitlines())
    check(bad == 1, "one bad line was to come, not %d" % bad)
    good, bad = parsed(client.files.content(batch.output_file_id).text.splitlines())
    errors, none = parsed(client.files.content(batch.error_file_id).text.splitlines())
    check(bad == none == 0 and len(good) == batch.request_counts.completed, "the results are not whole")
    check(set(good) | set(errors) == {"r%d" % i for i in range(N)}, "a request has no result")
    check(list(good) != sorted(good, key=lambda n: int(n[1:])), "the results are in the order of the requests")
    expired = [e for e in errors.values() if (e["error"] or {}).get("code") == "batch_expired"]
    failed = [e for e in errors.values() if e["response"] and e["response"]["status_code"] == 500]
    check(expired and failed and len(expired) + len(failed) == len(errors), "errors are not as documented")
    return len(good), len(expired), len(failed), good
if name.startswith(("openai", "azure")):
    import openai
    chat = lambda i: {"model": "model-1", "max_tokens": 60, "messages": [{"role": "user", "content": "message %d" % i}]}
    if name == "openai":
        counts = openai_like(openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0), "/v1/chat/completions", "/v1/chat/completions", chat)
        from openai.types.chat import ChatCompletion
        for row, line in counts[3].items():
            answer = ChatCompletion.model_validate(line["response"]["body"], strict=True)
            check(answer.choices[0].message.content == "answer to: message " + row[1:], "an answer is another request's")
    elif name == "openai-responses":
        responses = lambda i: {"model": "model-1", "max_output_tokens": 60, "input": "message %d" % i}
        counts = openai_like(openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0), "/v1/responses", "/v1/responses", responses)
    elif name == "azure":
        counts = openai_like(openai.OpenAI(base_url=url + "/openai/v1/", api_key=key, max_retries=0), "/chat/completions", "/chat/completions", chat)
    else:
        counts = openai_like(openai.AzureOpenAI(azure_endpoint=url, api_key=key, api_version="2024-10-21", max_retries=0), "/chat/completions", "/chat/completions", chat)
    counts, version = counts[:3], openai.__version__
elif name == "anthropic":
    import anthropic
    client = anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)
    batch = client.messages.batches.create(requests=[
        {"custom_id": "r%d" % i, "params": {"model": "model-1", "max_tokens": 60, "messages": [{"role": "user", "content": "message %d" % i}]}} for i in range(N)])
    check(batch.processing_status == "in_progress" and batch.request_counts.processing == N, "the batch does not begin as documented")
    check(batch.id in [each.id for each in client.messages.batches.list(limit=1)], "the batch is not in the list")
    while batch.processing_status != "ended":
        batch = client.messages.batches.retrieve(batch.id)
    try:
        list(client.messages.batches.results(batch.id))
        check(False, "the bad line did not come")
    except ValueError:
        pass
    results = list(client.messages.batches.results(batch.id))
    kinds = {kind: [r for r in results if r.result.type == kind] for kind in ("succeeded", "expired", "errored")}
    for result in kinds["succeeded"]:
        check(result.result.message.content[0].text == "answer to: message " + result.custom_id[1:], "an answer is another request's")
        check(result.result.message.usage.output_tokens > 0, "an answer has no usage")
    check(all(r.result.error.error.type == "api_error" for r in kinds["errored"]), "errors are not as documented")
    found = batch.request_counts
    counts = tuple(len(kinds[kind]) for kind in ("succeeded", "expired", "errored"))
    check(counts == (found.succeeded, found.expired, found.errored) and sum(counts) == N, "the counts do not agree")
    version = anthropic.__version__
else:
    from google import genai
    from google.genai import types
    client = genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url, api_version="v1beta"))
    rows = "".join(json.dumps({"key": "r%d" % i, "request": {"contents": [{"role": "user", "parts": [{"text": "message %d" % i}]}]}}) + "\n" for i in range(N))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write(rows)
        file.flush()
        uploaded = client.files.upload(file=file.name, config=types.UploadFileConfig(display_name="rows", mime_type="jsonl"))
    batch = client.batches.create(model="model-1", src=uploaded.name, config={"display_name": "ours"})
    check(batch.state.name == "JOB_STATE_RUNNING", "the batch does not begin as documented")
    check("ours" in [each.display_name for each in client.batches.list(config={"page_size": 1})], "the batch is not in the list by its name")
    while batch.state.name == "JOB_STATE_RUNNING":
        batch = client.batches.get(name=batch.name)
    check(batch.state.name == "JOB_STATE_SUCCEEDED", "the state is " + batch.state.name)
    first, bad = parsed(client.files.download(file=batch.dest.file_name).decode().splitlines())
    check(bad == 1, "one bad line was to come, not %d" % bad)
    good, bad = parsed(client.files.download(file=batch.dest.file_name).decode().splitlines())
    check(bad == 0 and set(good) == {"r%d" % i for i in range(N)}, "the results are not whole")
    answered = {row: line for row, line in good.items() if "response" in line}
    for row, line in answered.items():
        answer = types.GenerateContentResponse.model_validate(line["response"])
        check(answer.text == "answer to: message " + row[1:], "an answer is another request's")
    codes = [line["error"]["code"] for line in good.values() if "error" in line]
    counts, version = (len(answered), codes.count(4), codes.count(500)), genai.__version__
check(all(counts) and sum(counts) == N, "the counts are %s" % (counts,))
print("%-17s %-8s answered %d, expired %d, failed %d" % ((name, version) + tuple(counts)))
'''


def environment():
    """Without the user's own keys."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}


def provider(path):
    process = subprocess.Popen(
        ["java", "-cp", path, "org.dasllm.fake.FakeProviderProcess", SECRET, "batches"], stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def main():
    python = sys.argv[1]
    folders = [ROOT / module / "target/classes" for module in ("fake-provider", "wire", "format")]
    path = ":".join(map(str, folders)) + ":" + (ROOT / "cli/target/classpath").read_text()
    wrong = 0
    for name in ("openai", "openai-responses", "azure", "azure-dated", "anthropic", "gemini"):
        # A vendor of its own for each, since only a vendor's first batch goes wrong.
        process, url = provider(path)
        try:
            wrong += subprocess.run([python, "-c", CLIENT, name, url, SECRET], env=environment(), timeout=300).returncode != 0
        finally:
            process.kill()
            process.wait()
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
