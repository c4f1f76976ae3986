"""Token ids and assistant masks as transformers' apply_chat_template gives them for templates with generation marks.

Reads TRL's training templates and Qwen2.5's tokenizer from ../shared/data; neither is copied into the fixture, which names
the template's file and SHA-256. Every template is used with that one tokenizer: what matters is which tokens a mark covers.
"""

import hashlib

from transformers import AutoTokenizer

from reference_files import MODEL, SHARED, fresh, prepare, write_json, write_versions

TEMPLATES = ["qwen2_5_training", "qwen3_training", "llama3_training", "gemma3_training"]
BOS = "<|endoftext|>"

TOOLS = [{"type": "function", "function": {
    "name": "balance", "description": "An account's balance.",
    "parameters": {"type": "object", "properties": {"account": {"type": "string"}}, "required": ["account"]}}}]

CONVERSATIONS = {
    "one turn": [
        {"role": "user", "content": "My card was swallowed by the machine."},
        {"role": "assistant", "content": "{\"intent\": \"card_swallowed\"}"}],
    "system and two turns": [
        {"role": "system", "content": "Answer in one word."},
        {"role": "user", "content": "Capital of France?"},
        {"role": "assistant", "content": "Paris"},
        {"role": "user", "content": "And of Norway?"},
        {"role": "assistant", "content": "Oslo"}],
    "space around": [
        {"role": "user", "content": "  indented\n"},
        {"role": "assistant", "content": "\n  two\n\nlines  \n"}],
    "beyond ASCII": [
        {"role": "user", "content": "Grüße aus Zürich 👋🏽, 日本語も"},
        {"role": "assistant", "content": "Ça va très bien — 日本語 👍🏽 ok"}],
    "ends with the user": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "Still there?"}],
    "code": [
        {"role": "user", "content": "Write it."},
        {"role": "assistant", "content": "def f(x):\n\treturn {'a': x}  # <|im_end|> is no end here"}],
    "empty answer": [
        {"role": "user", "content": "Say nothing."},
        {"role": "assistant", "content": ""}],
}
WITH_TOOLS = {
    "tool call": [
        {"role": "user", "content": "What is on account 7?"},
        {"role": "assistant", "content": "", "tool_calls": [
            {"type": "function", "function": {"name": "balance", "arguments": {"account": "7"}}}]},
        {"role": "tool", "content": "{\"balance\": 12.5}"},
        {"role": "assistant", "content": "There are 12.50 on it."}],
}
THINKING = {
    "thinking": [
        {"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "4", "reasoning_content": "Two and two make four."}],
}


def main():
    prepare()
    write_versions(MODEL)
    folder = fresh(MODEL / "generation-masks")
    tokenizer = AutoTokenizer.from_pretrained(SHARED / "qwen2.5-tokenizer")
    made = []
    for name in TEMPLATES:
        path = SHARED / "chat-templates/trl" / f"{name}.jinja"
        template = path.read_text(encoding="utf-8")
        conversations = dict(CONVERSATIONS)
        if name.startswith("qwen"):
            conversations |= WITH_TOOLS
        if name.startswith("qwen3"):
            conversations |= THINKING
        for title, messages in conversations.items():
            tools = TOOLS if title in WITH_TOOLS else None
            options = {"chat_template": template, "tools": tools, "bos_token": BOS}
            text = tokenizer.apply_chat_template(messages, tokenize=False, **options)
            found = tokenizer.apply_chat_template(
                messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **options)
            ids, mask = list(found["input_ids"]), list(found["assistant_masks"])
            assert len(ids) == len(mask) and set(mask) <= {0, 1} and 1 in mask and 0 in mask, (name, title)
            made.append({
                "template": f"chat-templates/trl/{name}.jinja", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "title": title, "messages": messages, "tools": tools, "bos_token": BOS, "text": text, "ids": ids,
                "mask": mask})
            print(name, title, len(ids), sum(mask), repr(tokenizer.decode([i for i, m in zip(ids, mask) if m]))[:110])
    write_json(folder / "masks.json", {"tokenizer": "qwen2.5-tokenizer", "cases": made}, indent=None)


if __name__ == "__main__":
    main()
