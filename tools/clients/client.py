"""One request with openai's Python client, whichever version is installed; prints what came as a line of JSON."""

import json
import sys

import openai

base_url, mode, prompt, tokens = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=300)
asked = dict(
    model="dasllm", temperature=0, max_tokens=tokens, messages=[{"role": "user", "content": prompt}])
usage_too = {"stream_options": {"include_usage": True}}
seen = {"text": "", "finish": None, "role": None, "total": None, "error": None}
try:
    if mode == "whole":
        answer = client.chat.completions.create(**asked)
        seen.update(
            text=answer.choices[0].message.content,
            finish=answer.choices[0].finish_reason,
            role=answer.choices[0].message.role,
            total=answer.usage.total_tokens)
    elif mode == "helper":
        make = getattr(client.chat.completions, "stream", None) or getattr(
            getattr(getattr(client.beta, "chat", None), "completions", None), "stream", None)
        if make is None:
            raise NotImplementedError("has no helper")
        with make(**asked, stream_options={"include_usage": True}) as stream:
            try:
                answer = stream.get_final_completion()
            except openai.LengthFinishReasonError as cut:  # its own opinion of a finish reason that it has read
                answer = cut.completion
        seen.update(
            text=answer.choices[0].message.content,
            finish=answer.choices[0].finish_reason,
            role=answer.choices[0].message.role,
            total=answer.usage.total_tokens)
    else:
        pieces = 0
        for chunk in client.chat.completions.create(stream=True, extra_body=usage_too, **asked):
            for choice in chunk.choices:
                seen["text"] += choice.delta.content or ""
                seen["role"] = seen["role"] or choice.delta.role
                seen["finish"] = choice.finish_reason or seen["finish"]
                pieces += 1 if choice.delta.content else 0
            if getattr(chunk, "usage", None):
                usage = chunk.usage
                seen["total"] = usage["total_tokens"] if isinstance(usage, dict) else usage.total_tokens
            if mode == "leave" and pieces >= 3:
                break
except Exception as error:
    seen["error"] = str(error) if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
print(json.dumps(seen))
