package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the content of a message says: a text, OpenAI's parts, or Anthropic's blocks, which may call tools ({@code tool_use}) and hold
 * their results ({@code tool_result}). Thoughts are passed over.
 */
final class Blocks {
    private static final Set<String> PARTS_OF_TEXT = Set.of("text", "input_text", "output_text");
    private static final Set<String> THOUGHTS = Set.of("thinking", "redacted_thinking", "reasoning");

    private final Row row;
    private final Tally tally;
    private final String name;
    private final List<Turn.Call> calls = new ArrayList<>();
    private final List<Turn> results = new ArrayList<>();
    private @Nullable StringBuilder text;

    /** @param name of the content, for messages */
    Blocks(Row row, Tally tally, String name) {
        this.row = row;
        this.tally = tally;
        this.name = name;
    }

    /** The text; null where there is none. */
    @Nullable
    String text() {
        return text == null ? null : text.toString();
    }

    List<Turn.Call> calls() {
        return calls;
    }

    List<Turn> results() {
        return results;
    }

    Blocks read(@Nullable Value value) throws RowLeftOut {
        if (value == null || value instanceof Value.Null) {
            return this;
        }
        if (value instanceof Value.Text whole) {
            text = new StringBuilder(whole.text());
            return this;
        }
        if (!(value instanceof Value.Items parts)) {
            throw row.wrong(name + " is " + value.kind() + ", not a text or an array of parts");
        }
        for (int i = 0; i < parts.values().size(); i++) {
            block(name + ", part " + (i + 1), parts.values().get(i));
        }
        if (text == null && calls.isEmpty() && results.isEmpty()) {
            text = new StringBuilder();
        }
        return this;
    }

    private void block(String part, Value value) throws RowLeftOut {
        if (!(value instanceof Value.Fields fields)) {
            throw row.wrong(part + " is " + value.kind() + ", not an object with a type");
        }
        String type = fields.get("type") instanceof Value.Text text ? text.text() : "";
        switch (type) {
            case "tool_use" ->
                calls.add(new CallReader(row)
                        .named(part, fields.get("id") instanceof Value.Text id ? id.text() : null, fields, "input"));
            case "tool_result" -> result(part, fields);
            default -> {
                if (THOUGHTS.contains(type)) {
                    tally.note("with reasoning of the assistant, which is not learnt", row);
                } else {
                    text(part, type, fields);
                }
            }
        }
    }

    private void result(String part, Value.Fields fields) throws RowLeftOut {
        if (text != null) {
            throw row.wrong(part + " is a tool's result behind a text", "Put the results before what the user says");
        }
        Blocks content = new Blocks(row, tally, part + ", content").read(fields.get("content"));
        if (!content.calls.isEmpty() || !content.results.isEmpty()) {
            throw row.wrong(part + " holds calls within a result");
        }
        String id = fields.get("tool_use_id") instanceof Value.Text text ? text.text() : null;
        String said = content.text();
        results.add(new Turn(Turn.TOOL, said == null ? "" : said, List.of(), id, true));
    }

    private void text(String part, String type, Value.Fields fields) {
        if (!PARTS_OF_TEXT.contains(type)) {
            throw row.wrong(
                    part + " is a part of type '" + type + "', and only texts and calls of tools can be learnt",
                    "Leave such rows out, or remove the part if it does not matter");
        }
        for (String key : new TreeSet<>(fields.values().keySet())) {
            Value value = fields.get(key);
            if (!Set.of("type", "text", "cache_control").contains(key) && value != null && !value.isEmpty()) {
                throw row.wrong(part + " has '" + key + "', which a sample cannot hold");
            }
        }
        if (!(fields.get("text") instanceof Value.Text words)) {
            throw row.wrong(part + " has no text");
        }
        text = (text == null ? new StringBuilder() : text).append(words.text());
    }
}
