"""What the vendors' own Python clients send, for wire's codecs to be held against: a text, two turns with a tool's result, tools, a schema.

A server on this machine takes every request and answers as the protocol does; two turns begin with that answer. Needs openai, anthropic,
google-genai and ollama alone (versions below, which versions.json repeats):

    python3 -m venv venv && venv/bin/pip install openai==3.57.0 anthropic==2.14.0 google-genai==3.6.1 ollama==0.6.3
    venv/bin/python tools/reference/client_requests.py
"""

import json
import platform
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path

import anthropic
import ollama
import openai
from google import genai
from google.genai import types

OUT = Path(__file__).resolve().parents[2] / "wire/src/test/resources/reference/client-requests"
HEADERS = ("authorization", "x-api-key", "x-goog-api-key", "anthropic-version")

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
LABEL = {
    "type": "object",
    "properties": {"label": {"type": "string", "enum": ["card", "loan"]}},
    "required": ["label"],
    "additionalProperties": False,
}
SYSTEM = "You sort messages."
QUESTION = "My card is lost."

CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1700000000,
    "model": "gpt-4o-mini-2024-07-18",
    "system_fingerprint": "fp_1",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": None,
                "refusal": None,
                "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Ulm"}'}}
                ],
            },
            "logprobs": None,
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14},
}

RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1700000000,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "instructions": SYSTEM,
    "model": "gpt-5-2025-08-07",
    "output": [
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"type": "summary_text", "text": "Ulm."}, {"type": "summary_text", "text": "So, weather."}],
            "encrypted_content": "c2VjcmV0",
        },
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "phase": "commentary",
            "content": [{"type": "output_text", "text": "I look it up.", "annotations": [], "logprobs": []}],
        },
        {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "name": "weather",
            "arguments": '{"city":"Ulm"}',
            "status": "completed",
        },
    ],
    "parallel_tool_calls": True,
    "store": False,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "usage": {
        "input_tokens": 9,
        "input_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 1},
        "output_tokens": 7,
        "output_tokens_details": {"reasoning_tokens": 3},
        "total_tokens": 16,
    },
}

MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-5",
    "content": [
        {"type": "thinking", "thinking": "Ulm.", "signature": "c2lnbmVk"},
        {"type": "redacted_thinking", "data": "c2VjcmV0"},
        {"type": "text", "text": "I look it up."},
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Ulm"}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {"input_tokens": 9, "output_tokens": 7},
}

CONTENT = {
    "candidates": [
        {
            "content": {
                "role": "model",
                "parts": [
                    {"text": "Ulm.", "thought": True},
                    {"text": "I look it up.", "thoughtSignature": "c2lnbmVk"},
                    {
                        "functionCall": {"id": "call_1", "name": "weather", "args": {"city": "Ulm"}},
                        "thoughtSignature": "Y2FsbGVk",
                    },
                ],
            },
            "finishReason": "STOP",
            "index": 0,
        }
    ],
    "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 5, "thoughtsTokenCount": 3, "totalTokenCount": 17},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r1",
}

LINE = {
    "model": "qwen3",
    "created_at": "2026-08-21T18:48:22.123456789Z",
    "message": {
        "role": "assistant",
        "content": "I look it up.",
        "thinking": "Ulm.",
        "tool_calls": [{"function": {"name": "weather", "arguments": {"city": "Ulm"}}}],
    },
    "done": True,
    "done_reason": "stop",
    "total_duration": 9000000,
    "load_duration": 1000000,
    "prompt_eval_count": 9,
    "prompt_eval_duration": 3000000,
    "eval_count": 5,
    "eval_duration": 5000000,
}

ANSWERS = {"/api/chat": LINE, "/chat/completions": CHAT, "/responses": RESPONSE, "/messages": MESSAGE, ":generateContent": CONTENT}
STREAMS = {":streamGenerateContent": CONTENT}
taken = []


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name: self.headers[name] for name in HEADERS if name in self.headers}
        taken.append({"path": self.path, "headers": headers, "body": body})
        path = self.path.split("?")[0]
        streamed = [answer for end, answer in STREAMS.items() if path.endswith(end)]
        if streamed:
            kind, answer = "text/event-stream", f"data: {json.dumps(streamed[0])}\r\n\r\n"
        else:
            kind = "application/json"
            answer = json.dumps(next(answer for end, answer in ANSWERS.items() if path.endswith(end)))
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


def chat(address):
    client = openai.OpenAI(base_url=address + "/v1", api_key="key")
    system, user = {"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}
    tool = {
        "type": "function",
        "function": {"name": "weather", "description": "Tells it.", "parameters": WEATHER, "strict": True},
    }
    yield "text", client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[system, user],
        max_tokens=64,
        temperature=0,
        seed=7,
        stop=["END"],
        logprobs=True,
        top_logprobs=5,
        stream=False,
    )
    first = yield "tools", client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[user],
        tools=[tool],
        tool_choice="required",
        parallel_tool_calls=False,
        stream=False,
    )
    yield "multi-turn", client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[
            user,
            first.choices[0].message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": "call_1", "content": "Rain"},
        ],
        tools=[tool],
        stream=False,
    )
    yield "schema", client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[user],
        response_format={"type": "json_schema", "json_schema": {"name": "label", "schema": LABEL, "strict": True}},
        stream=False,
    )


def responses(address):
    client = openai.OpenAI(base_url=address + "/v1", api_key="key")
    user = {"role": "user", "content": QUESTION}
    tool = {"type": "function", "name": "weather", "description": "Tells it.", "parameters": WEATHER, "strict": True}
    yield "text", client.responses.create(
        model="gpt-4o-mini",
        instructions=SYSTEM,
        input=[user],
        max_output_tokens=64,
        temperature=0,
        top_logprobs=5,
        include=["message.output_text.logprobs"],
        store=False,
        stream=False,
    )
    first = yield "tools", client.responses.create(
        model="gpt-5",
        input=[user],
        tools=[tool],
        tool_choice="required",
        parallel_tool_calls=False,
        reasoning={"effort": "low", "summary": "auto"},
        include=["reasoning.encrypted_content"],
        store=False,
        stream=False,
    )
    yield "multi-turn", client.responses.create(
        model="gpt-5",
        input=[user, *first.output, {"type": "function_call_output", "call_id": "call_1", "output": "Rain"}],
        tools=[tool],
        store=False,
        stream=False,
    )
    yield "schema", client.responses.create(
        model="gpt-5",
        input=[user],
        text={"format": {"type": "json_schema", "name": "label", "schema": LABEL, "strict": True}},
        store=False,
        stream=False,
    )


def messages(address):
    client = anthropic.Anthropic(base_url=address, api_key="key")
    user = {"role": "user", "content": QUESTION}
    tool = {"name": "weather", "description": "Tells it.", "input_schema": WEATHER, "strict": True}
    yield "text", client.messages.create(
        model="claude-sonnet-5",
        system=SYSTEM,
        messages=[user],
        max_tokens=64,
        stop_sequences=["END"],
        stream=False,
    )
    first = yield "tools", client.messages.create(
        model="claude-sonnet-5",
        messages=[user],
        max_tokens=4000,
        tools=[tool],
        tool_choice={"type": "any", "disable_parallel_tool_use": True},
        thinking={"type": "adaptive", "display": "summarized"},
        output_config={"effort": "low"},
        stream=False,
    )
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "No answer", "is_error": True}
    yield "multi-turn", client.messages.create(
        model="claude-sonnet-5",
        messages=[user, {"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}],
        max_tokens=4000,
        tools=[tool],
        stream=False,
    )
    yield "schema", client.messages.create(
        model="claude-sonnet-5",
        messages=[user],
        max_tokens=64,
        output_config={"format": {"type": "json_schema", "schema": LABEL}},
        stream=False,
    )


def contents(address):
    client = genai.Client(api_key="key", http_options=types.HttpOptions(base_url=address))
    user = types.Content(role="user", parts=[types.Part(text=QUESTION)])
    declaration = types.FunctionDeclaration(name="weather", description="Tells it.", parameters_json_schema=WEATHER)
    tools = [types.Tool(function_declarations=[declaration])]
    off = types.AutomaticFunctionCallingConfig(disable=True)
    yield "text", client.models.generate_content(
        model="gemini-2.5-flash",
        contents=[user],
        config=types.GenerateContentConfig(
            system_instruction=SYSTEM,
            temperature=0,
            top_p=0.5,
            top_k=3,
            candidate_count=2,
            max_output_tokens=64,
            stop_sequences=["END"],
            seed=7,
            response_logprobs=True,
            logprobs=5,
            presence_penalty=0.5,
            frequency_penalty=0.25,
        ),
    )
    first = yield "tools", client.models.generate_content(
        model="gemini-2.5-flash",
        contents=[user],
        config=types.GenerateContentConfig(
            tools=tools,
            automatic_function_calling=off,
            tool_config=types.ToolConfig(
                function_calling_config=types.FunctionCallingConfig(mode="ANY", allowed_function_names=["weather"])
            ),
            thinking_config=types.ThinkingConfig(include_thoughts=True, thinking_budget=512),
        ),
    )
    result = types.FunctionResponse(id="call_1", name="weather", response={"output": "Rain"})
    yield "multi-turn", client.models.generate_content(
        model="gemini-2.5-flash",
        contents=[
            user,
            first.candidates[0].content,
            types.Content(role="user", parts=[types.Part(function_response=result)]),
        ],
        config=types.GenerateContentConfig(tools=tools, automatic_function_calling=off),
    )
    yield "schema", list(
        client.models.generate_content_stream(
            model="gemini-2.5-flash",
            contents=[user],
            config=types.GenerateContentConfig(
                response_mime_type="application/json",
                response_json_schema=LABEL,
                thinking_config=types.ThinkingConfig(thinking_level="LOW"),
            ),
        )
    )


def lines(address):
    client = ollama.Client(host=address)
    system, user = {"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}
    tool = {"type": "function", "function": {"name": "weather", "description": "Tells it.", "parameters": WEATHER}}
    yield "text", client.chat(
        model="qwen3",
        messages=[system, user],
        stream=False,
        logprobs=True,
        top_logprobs=5,
        options={
            "num_predict": 64,
            "temperature": 0,
            "top_p": 0.5,
            "top_k": 3,
            "seed": 7,
            "stop": ["END"],
            "frequency_penalty": 0.25,
            "presence_penalty": 0.5,
        },
    )
    first = yield "tools", client.chat(model="qwen3", messages=[user], tools=[tool], think="low", stream=False)
    result = {"role": "tool", "tool_name": "weather", "content": "Rain"}
    yield "multi-turn", client.chat(model="qwen3", messages=[user, first.message, result], tools=[tool], stream=False)
    yield "schema", client.chat(model="qwen3", messages=[user], format=LABEL, think=False, stream=False)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def record(folder, answer, asking):
    write(OUT / folder / "answer.json", answer)
    taken.clear()
    try:
        name, result = next(asking)
        while True:
            write(OUT / folder / f"{name}.json", taken[-1])
            name, result = asking.send(result)
    except StopIteration:
        pass


def main():
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    record("openai", CHAT, chat(address))
    record("responses", RESPONSE, responses(address))
    record("anthropic", MESSAGE, messages(address))
    record("gemini", CONTENT, contents(address))
    record("ollama", LINE, lines(address))
    server.shutdown()
    packages = ("openai", "anthropic", "google-genai", "ollama")
    write(OUT / "versions.json", {**{name: version(name) for name in packages}, "python": platform.python_version()})


if __name__ == "__main__":
    main()
