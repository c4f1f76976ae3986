#!/usr/bin/env python3
"""The vendors' own Python clients use the batch interfaces of our fake vendor.

    ./dasllm --version                                   # builds, if need be
    ./mvnw -pl fake-provider -am test-compile            # the fake vendor
    python3 tools/clients/batches.py PYTHON              # a Python with openai, anthropic, google-genai and boto3

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
                good[each.get("custom_id") or each.get("recordId") or each["key"]] = each
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
elif name == "bedrock":
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key="of-no-account", region_name="eu-central-1")
    once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    jobs, store = (session.client(service, endpoint_url=url, config=once) for service in ("bedrock", "s3"))
    bucket = "fake-batches"
    rows = "".join(json.dumps({"recordId": "r%d" % i, "modelInput": {"messages": [{"role": "user", "content": [{"text": "message %d" % i}]}], "inferenceConfig": {"maxTokens": 60}}}) + "\n" for i in range(N))
    store.put_object(Bucket=bucket, Key="in/rows.jsonl", Body=rows.encode())
    check(store.get_object(Bucket=bucket, Key="in/rows.jsonl")["Body"].read() == rows.encode(), "the stored file is not whole")
    def asked(token):
        return {"jobName": "ours-" + token, "clientRequestToken": token, "roleArn": "arn:aws:iam::123456789012:role/batches", "modelId": "model-1", "modelInvocationType": "Converse",
                "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://%s/in/rows.jsonl" % bucket, "s3InputFormat": "JSONL"}},
                "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://%s/out/" % bucket}}}
    arn = jobs.create_model_invocation_job(**asked("token-1"))["jobArn"]
    check(jobs.create_model_invocation_job(**asked("token-1"))["jobArn"] == arn, "a token that is known makes a second job")
    try:
        jobs.create_model_invocation_job(**dict(asked("token-2"), roleArn="nobody"))
        check(False, "a wrong role is taken")
    except ClientError as refused:
        check(refused.response["Error"]["Code"] == "ValidationException", "a wrong role is refused by another name")
    def status():
        return jobs.get_model_invocation_job(jobIdentifier=arn)["status"]
    check(status() == "InProgress", "the job does not begin as documented")
    other = jobs.create_model_invocation_job(**asked("token-3"))["jobArn"]
    jobs.stop_model_invocation_job(jobIdentifier=other)
    check(jobs.get_model_invocation_job(jobIdentifier=other)["status"] == "Stopped", "the other job is not stopped")
    pages = list(jobs.get_paginator("list_model_invocation_jobs").paginate(nameContains="ours-", PaginationConfig={"PageSize": 1}))
    check([each["jobArn"] for page in pages for each in page["invocationJobSummaries"]] == [other, arn] and len(pages) == 2, "the list of jobs is not whole")
    while status() == "InProgress":
        pass
    check(status() == "PartiallyCompleted", "the status is " + status())
    folder = "out/" + arn.split("/")[-1] + "/"
    keys = [each["Key"] for each in store.list_objects_v2(Bucket=bucket, Prefix=folder)["Contents"]]
    check(keys == [folder + "manifest.json.out", folder + "rows.jsonl.out"], "the results are %s" % keys)
    def lines():
        return store.get_object(Bucket=bucket, Key=folder + "rows.jsonl.out")["Body"].read().decode().splitlines()
    first, bad = parsed(lines())
    check(bad == 1, "one bad line was to come, not %d" % bad)
    good, bad = parsed(lines())
    check(bad == 0 and list(good) != sorted(good, key=lambda n: int(n[1:])), "the results are not whole, or in the order of the requests")
    answered = {row: line["modelOutput"] for row, line in good.items() if "modelOutput" in line}
    for row, output in answered.items():
        check(output["output"]["message"]["content"][0]["text"] == "answer to: message " + row[1:], "an answer is another request's")
        check(output["stopReason"] == "end_turn" and output["usage"]["outputTokens"] > 0, "an answer has no end or no usage")
    failed = [line["error"] for line in good.values() if "error" in line]
    check(all(each["errorCode"] == 500 and each["errorMessage"] for each in failed), "errors are not as documented")
    manifest = json.loads(store.get_object(Bucket=bucket, Key=keys[0])["Body"].read())
    found = [manifest[each + "RecordCount"] for each in ("total", "processed", "success", "error")]
    check(found == [N, len(good), len(answered), len(failed)], "the manifest counts %s" % found)
    counts, version = (len(answered), N - len(good), len(failed)), boto3.__version__
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
    for name in ("openai", "openai-responses", "azure", "azure-dated", "anthropic", "gemini", "bedrock"):
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
