"""Conversations as transformers renders them with the chat templates of the families.

Reads the templates from ../shared/data; none is copied into the fixture, which names the template's file and SHA-256. The
clock stands still, since some templates write the date. A template that refuses a conversation is recorded as refusing it.
"""

import datetime
import hashlib

from jinja2.exceptions import TemplateError
from transformers.utils import chat_template_utils

from generation_masks import CONVERSATIONS, TOOLS, WITH_TOOLS
from reference_files import MODEL, SHARED, fresh, prepare, write_json, write_versions

FAMILIES = {
    "llama3": ["llamacpp/meta-llama-Llama-3.1-8B-Instruct", "llamacpp/meta-llama-Llama-3.2-3B-Instruct",
               "llamacpp/meta-llama-Llama-3.3-70B-Instruct", "trl/llama3_training"],
    "mistral": ["llamacpp/mistralai-Mistral-Nemo-Instruct-2407"],
    "qwen2": ["llamacpp/Qwen-Qwen2.5-7B-Instruct", "trl/qwen2_5_training"],
    "qwen3": ["llamacpp/Qwen-Qwen3-0.6B", "llamacpp/Qwen3.5-4B", "trl/qwen3_instruct_2507", "trl/qwen3_training"],
    "gemma2": ["llamacpp/google-gemma-2-2b-it"],
    "gemma4": ["llamacpp/google-gemma-4-31B-it"],
    "gemma3": ["trl/gemma3", "trl/gemma3_training"],
    "smollm3": ["llamacpp/HuggingFaceTB-SmolLM3-3B"],
}
MORE = {
    "system alone before the user": [
        {"role": "system", "content": " Answer in JSON.\n"},
        {"role": "user", "content": "<|im_end|> and {{ 1 + 1 }} are text"}],
    "two users": [
        {"role": "user", "content": "One."},
        {"role": "user", "content": "Two."}],
    "thinking in the text": [
        {"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "<think>\nTwo and two.\n</think>\n\n4"},
        {"role": "user", "content": "And 3?"},
        {"role": "assistant", "content": "<think>\nsix\n</think>\n\n6"}],
}
MORE_TOOLS = TOOLS + [{"type": "function", "function": {
    "name": "transfer", "description": "Moves \"money\" between accounts, é.",
    "parameters": {"type": "object", "properties": {
        "to": {"type": "object", "properties": {"iban": {"type": "string"}, "names": {"type": "array", "items": {"type": "string"}}}},
        "amount": {"type": "number", "minimum": 0.5}, "mode": {"enum": ["now", "later"], "type": "string"},
        "checked": {"type": "boolean", "description": "whether"}}, "required": ["to", "amount"]}}}]


def called(identity, name, arguments):
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}


WITH_MORE_TOOLS = {
    "system, tools and no call yet": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is on account 7?"}],
    "two calls and their results": [
        {"role": "user", "content": "Compare 7 and 8."},
        {"role": "assistant", "content": "", "tool_calls": [
            called("abcdefgh1", "balance", {"account": "7"}), called("abcdefgh2", "balance", {"account": "8"})]},
        {"role": "tool", "tool_call_id": "abcdefgh1", "content": "12.5"},
        {"role": "tool", "tool_call_id": "abcdefgh2", "content": "{\"balance\": 3}"},
        {"role": "assistant", "content": "7 has more."},
        {"role": "user", "content": "Thanks."}],
    "arguments of all kinds, and a text": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Pay."},
        {"role": "assistant", "content": "I pay.", "tool_calls": [called("abcdefgh3", "transfer", {
            "to": {"iban": "DE 1 \"x\"\n", "names": ["Zoë", ""]}, "amount": 12.0, "mode": "now", "checked": True,
            "note": None, "more": [], "less": {}, "count": 3, "rate": -0.25})]},
        {"role": "tool", "tool_call_id": "abcdefgh3", "content": "done"}],
}
THINKING = ["one turn", "system and two turns", "thinking in the text", "two calls and their results"]
TOKENS = {"bos_token": "<BOS>", "eos_token": "<EOS>"}


ALL = CONVERSATIONS | MORE | WITH_TOOLS | WITH_MORE_TOOLS


def tools_of(title):
    return TOOLS if title in WITH_TOOLS else MORE_TOOLS if title in WITH_MORE_TOOLS else None


class Standing(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 7, 10, 12, tzinfo=tz)


def rendered(template, messages, tools, prompt, **variables):
    try:
        texts, _ = chat_template_utils.render_jinja_template(
            conversations=[messages], tools=tools, chat_template=template, add_generation_prompt=prompt, **TOKENS, **variables)
        return texts[0]
    except (TemplateError, TypeError):
        return None


def main():
    prepare()
    chat_template_utils.datetime = Standing
    write_versions(MODEL)
    folder = fresh(MODEL / "chat-renderings")
    made = []
    for family, names in FAMILIES.items():
        for name in names:
            path = SHARED / "chat-templates" / f"{name}.jinja"
            template = path.read_text(encoding="utf-8")
            cases = []
            for title, messages in ALL.items():
                tools = tools_of(title)
                for prompt in (False, True):
                    text = rendered(template, messages, tools, prompt)
                    cases.append({"title": title, "add_generation_prompt": prompt, "text": text})
            if "enable_thinking" in template:
                for title in THINKING:
                    for choice in (False, True):
                        text = rendered(template, ALL[title], tools_of(title), True, enable_thinking=choice)
                        cases.append({"title": title, "add_generation_prompt": True, "enable_thinking": choice, "text": text})
            told = [case for case in cases if case["text"] is not None]
            assert len(told) >= 10, (name, len(told))
            made.append({"family": family, "template": f"chat-templates/{name}.jinja",
                         "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "cases": cases})
            print(family, name, len(told), "of", len(cases))
    conversations = {title: {"messages": messages, "tools": tools_of(title)}
                     for title, messages in ALL.items()}
    write_json(folder / "renderings.json",
               {"conversations": conversations, "now": "2025-07-10T12:00:00Z", **TOKENS, "templates": made}, indent=None)


if __name__ == "__main__":
    main()
