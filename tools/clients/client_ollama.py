#!/usr/bin/env python3
"""Ollama's own Python client, unmodified, against a server of ours; prints a table of what came.

    ./dasllm serve SmolLM2-135M-Instruct.Q4_1.gguf --model-name tiny --deterministic &    # only so are whole and streamed the same bits
    python3 -m venv clients && clients/bin/pip install ollama==0.6.3
    clients/bin/python tools/clients/client_ollama.py http://127.0.0.1:8080 [WORD ...]

Words choose the rows that have one of them in their name. Exits with 1 where an answer was not what it should be. Nothing else may ask the server meanwhile. See README.md.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request
from importlib.metadata import version

import ollama
from pydantic import BaseModel

URL = sys.argv[1].rstrip("/")
MODEL = os.environ.get("DASLLM_CLIENTS_MODEL", "tiny")
ASK = [{"role": "user", "content": "When does my card come?"}]
TOOL = {"type": "function", "function": {
    "name": "weather", "description": "Tells the weather of a city. Call it whenever the weather is asked for.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Ulm", "Bonn"]}}, "required": ["city"]}}}
CLIENT = ollama.Client(host=URL, timeout=300)
FEW = {"temperature": 0, "num_predict": 20}
ROWS = []


def check(what, question):
    if sys.argv[2:] and not any(word in what for word in sys.argv[2:]):
        return
    try:
        seen = question()
        ok = True
    except AssertionError as error:
        seen, ok = f"wrong: {error}", False
    except Exception as error:  # a client that could not make sense of what came
        seen, ok = f"{type(error).__name__}: {error}", False
    ROWS.append(ok)
    print(f"| ollama {version('ollama')} | {what} | {'as it should be' if ok else 'NOT'} | {str(seen)[:160]} |", flush=True)


def same(one, other):
    assert one == other, f"{one!r} is not {other!r}"
    return one


def refused(status, question, *words):
    try:
        question()
    except ollama.ResponseError as refusal:
        assert refusal.status_code == status, f"{refusal.status_code}, not {status}: {refusal}"
        assert all(word in refusal.error for word in words), refusal.error
        return refusal.error
    raise AssertionError("was not refused")


def active():
    return json.load(urllib.request.urlopen(URL + "/health"))["active"]


def chat():
    whole = CLIENT.chat(model=MODEL, messages=ASK, options=FEW)
    pieces = list(CLIENT.chat(model=MODEL, messages=ASK, options=FEW, stream=True))
    text = "".join(piece.message.content or "" for piece in pieces)
    assert [piece.done for piece in pieces] == [False] * (len(pieces) - 1) + [True], "done"
    last = pieces[-1]
    same((last.done_reason, last.eval_count, last.prompt_eval_count), (whole.done_reason, whole.eval_count, whole.prompt_eval_count))
    for answer in (whole, last):
        assert answer.total_duration == answer.prompt_eval_duration + answer.eval_duration > 0, "durations"
    return same(text, whole.message.content)


def keep_alive():
    asked = dict(model=MODEL, messages=ASK)
    one = CLIENT.chat(**asked, options=FEW)
    other = CLIENT.chat(**asked, options={**FEW, "num_ctx": 64, "num_gpu": 1}, keep_alive=0)
    return same(one.message.content, other.message.content)


def asynchronous():
    async def both():
        client = ollama.AsyncClient(host=URL, timeout=300)
        text = ""
        async for piece in await client.chat(model=MODEL, messages=ASK, options=FEW, stream=True):
            text += piece.message.content or ""
        return same(text, (await client.chat(model=MODEL, messages=ASK, options=FEW)).message.content)
    return asyncio.run(both())


def schema():
    class Card(BaseModel):
        topic: str
        urgent: bool
    whole = CLIENT.chat(model=MODEL, messages=ASK, format=Card.model_json_schema(), options={"temperature": 1, "num_predict": 200, "seed": 3})
    Card.model_validate_json(whole.message.content)
    free = CLIENT.chat(model=MODEL, messages=ASK, format="json", options={"temperature": 0, "num_predict": 400})
    assert free.done_reason == "length" or isinstance(json.loads(free.message.content), dict), free.message.content
    return whole.message.content


def probabilities():
    answer = CLIENT.chat(model=MODEL, messages=ASK, options=FEW, logprobs=True, top_logprobs=2)
    assert len(answer.logprobs) == answer.eval_count or answer.done_reason == "stop", len(answer.logprobs)
    assert all(len(token.top_logprobs) == 2 and token.logprob <= 0 for token in answer.logprobs)
    return same("".join(token.token for token in answer.logprobs), answer.message.content)


def tools():
    """The protocol has no word that demands a call, so it is asked until the model makes one."""
    messages = [{"role": "user", "content": "Call the tool weather for the city of Ulm."}]
    for seed in range(40):
        options = {"temperature": 1.0, "seed": seed, "num_predict": 120}
        whole = CLIENT.chat(model=MODEL, messages=messages, tools=[TOOL], options=options)
        if whole.message.tool_calls and whole.done_reason == "stop":
            break
    else:
        raise AssertionError("no call in 40 answers")
    calls = [(call.function.name, dict(call.function.arguments)) for call in whole.message.tool_calls]
    assert all(name == "weather" and arguments["city"] in ("Ulm", "Bonn") for name, arguments in calls), calls
    streamed = []
    for piece in CLIENT.chat(model=MODEL, messages=messages, tools=[TOOL], options=options, stream=True):
        streamed += [(call.function.name, dict(call.function.arguments)) for call in piece.message.tool_calls or []]
    same(streamed, calls)
    results = [{"role": "tool", "tool_name": name, "content": "Rain"} for name, _ in calls]
    after = CLIENT.chat(model=MODEL, messages=[*messages, whole.message, *results], tools=[TOOL], options=FEW)
    assert after.done and after.eval_count > 0
    return f"{calls} at seed {seed}, and after its result {after.message.content!r}"


def models():
    return same(CLIENT.list().models[0].model, MODEL)


def errors():
    refused(404, lambda: CLIENT.chat(model="absent", messages=ASK), "absent")
    refused(404, lambda: list(CLIENT.chat(model="absent", messages=ASK, stream=True)), "absent")
    refused(400, lambda: CLIENT.chat(model=MODEL, messages=ASK, think=True), "think")
    refused(400, lambda: CLIENT.chat(model=MODEL, messages=ASK, options={"mirostat": 2}), "options.mirostat")
    refused(400, lambda: CLIENT.chat(model=MODEL, messages=[{**ASK[0], "images": ["eHh4"]}]), "images[0]")
    refused(400, lambda: CLIENT.chat(model=MODEL, messages=[]), "messages")
    return refused(404, lambda: CLIENT.generate(model=MODEL, prompt="a"), "/api/generate")


def leaves():
    long = {"type": "object", "properties": {"essay": {"type": "string", "minLength": 4000}}, "required": ["essay"]}
    stream = CLIENT.chat(model=MODEL, messages=ASK, format=long, options={"num_predict": 1000}, stream=True)
    for _, piece in zip(range(3), stream):
        assert not piece.done
    assert active(), "the answer was over before the client left"
    stream.close()
    begun = time.time()
    while active():
        assert time.time() - begun < 30, "a slot is still taken"
        time.sleep(0.02)
    return f"free after {time.time() - begun:.2f} s"


print("| client | what | | seen |\n| --- | --- | --- | --- |")
check("whole and streamed, counts, durations", chat)
check("`keep_alive` and options of loading change nothing", keep_alive)
check("the asynchronous client", asynchronous)
check("`format`: a schema of pydantic's, and json", schema)
check("log-probabilities", probabilities)
check("tools, whole and streamed, and a result in the next turn", tools)
check("the list of models", models)
check("refusals as the client's own exception", errors)
check("leaves mid-stream", leaves)
sys.exit(0 if all(ROWS) else 1)
