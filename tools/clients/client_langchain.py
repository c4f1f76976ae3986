"""As client.py, with LangChain's ChatOpenAI."""

import json
import sys

from langchain_openai import ChatOpenAI

base_url, mode, prompt, tokens = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
model = ChatOpenAI(
    base_url=base_url, api_key="none", model="dasllm", temperature=0, max_tokens=tokens, max_retries=0, timeout=300,
    stream_usage=True)
seen = {"text": "", "finish": None, "role": None, "total": None, "error": None}
try:
    if mode == "whole":
        whole = model.invoke(prompt)
    else:
        whole = None
        for pieces, chunk in enumerate(model.stream(prompt)):
            whole = chunk if whole is None else whole + chunk
            if mode == "leave" and len(whole.content) > 3:
                break
    seen.update(
        text=whole.content,
        finish=whole.response_metadata.get("finish_reason"),
        role="assistant" if whole.type.lower().startswith("ai") else whole.type,
        total=(whole.usage_metadata or {}).get("total_tokens"))
except Exception as error:
    seen["error"] = type(error).__name__ + ": " + str(error)
print(json.dumps(seen))
