package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.wire.chat.RawPrompt;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/** Reads prompts that are a text, texts, tokens, or lists of tokens. */
final class PromptReader {
    /** As the vendor has it for embeddings. */
    private static final int MOST = 2048;

    private PromptReader() {}

    static List<RawPrompt> read(Fields fields, String name) {
        JsonNode value = fields.value(name).orElseThrow(() -> RequestRefused.missing(name));
        if (value.isTextual()) {
            return List.of(new RawPrompt.Text(value.textValue()));
        }
        if (!value.isArray()) {
            throw Fields.wrong(name, "a string or an array of strings, tokens or arrays of tokens", value);
        }
        if (value.isEmpty()) {
            throw RequestRefused.invalid(name, "Invalid '" + name + "': it must have at least one text or token.");
        }
        if (value.get(0).isNumber()) {
            return List.of(tokens(value, name));
        }
        if (value.size() > MOST) {
            throw RequestRefused.invalid(name, "Invalid '" + name + "': at most " + MOST + " are allowed at once.");
        }
        List<RawPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode each = value.get(i);
            String where = name + "[" + i + "]";
            if (each.isTextual()) {
                prompts.add(new RawPrompt.Text(each.textValue()));
            } else if (each.isArray()) {
                prompts.add(tokens(each, where));
            } else {
                throw Fields.wrong(where, "a string or an array of tokens", each);
            }
        }
        return prompts;
    }

    private static RawPrompt tokens(JsonNode list, String where) {
        List<Integer> ids = new ArrayList<>(list.size());
        for (JsonNode each : list) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0) {
                throw Fields.wrong(where, "tokens, which are integers from 0", each);
            }
            ids.add(each.intValue());
        }
        return new RawPrompt.Tokens(ids);
    }
}
