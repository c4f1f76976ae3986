package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.harvest.config.RecordedFormat;
import org.jspecify.annotations.Nullable;

/** Gemini's {@code contents}, in the row or its {@code request}; the answer is the last one, or the candidate of {@code response}. */
final class GeminiLayout implements Layout {
    private static final String CONTENTS = "contents";
    private static final Map<String, String> ROLES =
            Map.of("user", "user", "model", Turn.ASSISTANT, "function", Turn.TOOL, "tool", Turn.TOOL);

    @Override
    public RecordedFormat format() {
        return RecordedFormat.GEMINI;
    }

    @Override
    public boolean fits(Row row) {
        return request(row).has(CONTENTS);
    }

    @Override
    public Conversation read(Row row, Tally tally) throws RowLeftOut {
        Value.Fields request = request(row);
        Value given = request.get(CONTENTS);
        if (given == null) {
            throw row.lacks("text_column", CONTENTS);
        }
        Value contents = ValueReader.structured(given);
        List<Turn> turns = new ArrayList<>();
        Value system = first(request, "systemInstruction", "system_instruction");
        if (system != null && !system.isEmpty()) {
            // Its role does not count, by Google's description.
            turns.add(Turn.of(
                    "system",
                    parts(row, tally, "'systemInstruction'", fields(row, "systemInstruction", system))
                            .text()));
        }
        List<Value> all = contents instanceof Value.Items items ? items.values() : List.of(contents);
        for (int i = 0; i < all.size(); i++) {
            turns.addAll(turns(row, tally, "turn " + (i + 1) + " of 'contents'", fields(row, CONTENTS, all.get(i))));
        }
        Optional<Value> response = row.value("response");
        if (response.isPresent()) {
            turns.add(candidate(row, tally, response.get()));
        }
        String column = response.isPresent() ? "response" : CONTENTS;
        return Conversation.of(row, column, turns, ToolList.read(row, "tools", request.get("tools")), tally);
    }

    private static Value.Fields request(Row row) {
        Value request = row.value("request").map(ValueReader::structured).orElse(null);
        if (request instanceof Value.Fields fields) {
            return fields.get("body") instanceof Value.Fields body ? body : fields;
        }
        return new Value.Fields(row.columns());
    }

    private static List<Turn> turns(Row row, Tally tally, String name, Value.Fields content) throws RowLeftOut {
        String given = content.get("role") instanceof Value.Text text ? text.text() : "user";
        String role = ROLES.get(given);
        if (role == null) {
            throw row.wrong(
                    name + " has the role '" + given + "', and known are user and model",
                    "Leave such rows out, or correct the role");
        }
        Parts parts = parts(row, tally, name, content);
        List<Turn> turns = new ArrayList<>(parts.results());
        if (turns.isEmpty() || parts.text() != null) {
            turns.add(new Turn(role, parts.text(), parts.calls(), null, true));
        }
        return turns;
    }

    private static Turn candidate(Row row, Tally tally, Value given) throws RowLeftOut {
        Response response = new Response(row, tally, "the label");
        Value.Fields body = response.unwrapped("response", given);
        if (!(body.get("candidates") instanceof Value.Items candidates) || candidates.isEmpty()) {
            throw new RowLeftOut("the label has no candidate");
        }
        Value.Fields candidate = fields(row, "candidates", Response.only(row, "response.candidates", candidates));
        Value content = candidate.get("content");
        Turn turn = content == null
                ? Turn.of(Turn.ASSISTANT, null)
                : turns(row, tally, "the candidate", fields(row, "content", content))
                        .get(0);
        response.requireEnd("finishReason", candidate.get("finishReason"), turn, Set.of("STOP"), "STOP");
        return turn;
    }

    private static @Nullable Value first(Value.Fields fields, String... keys) {
        for (String key : keys) {
            if (fields.has(key)) {
                return fields.get(key);
            }
        }
        return null;
    }

    private static Value.Fields fields(Row row, String name, Value value) {
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        throw row.wrong("'" + name + "' holds " + value.kind() + ", not an object with role and parts");
    }

    /** What the parts of a turn say. */
    private record Parts(@Nullable String text, List<Turn.Call> calls, List<Turn> results) {}

    private static Parts parts(Row row, Tally tally, String name, Value.Fields content) throws RowLeftOut {
        if (!(content.get("parts") instanceof Value.Items items)) {
            throw row.wrong(name + " has no 'parts', an array");
        }
        StringBuilder text = new StringBuilder();
        boolean said = false;
        List<Turn.Call> calls = new ArrayList<>();
        List<Turn> results = new ArrayList<>();
        for (Value value : items.values()) {
            Value.Fields part = fields(row, name, value);
            Value call = first(part, "functionCall", "function_call");
            Value result = first(part, "functionResponse", "function_response");
            if (part.get("thought") instanceof Value.Literal thought
                    && thought.spelling().equals("true")) {
                tally.note("with reasoning of the assistant, which is not learnt", row);
            } else if (call != null) {
                calls.add(new CallReader(row).named(name + ": functionCall", null, call, "args"));
            } else if (result instanceof Value.Fields function) {
                Value told = function.get("response");
                results.add(Turn.of(Turn.TOOL, told == null ? "" : told.json()));
            } else if (part.get("text") instanceof Value.Text words) {
                text.append(words.text());
                said = true;
            } else {
                throw row.wrong(
                        name + " has a part with "
                                + String.join(", ", new TreeSet<>(part.values().keySet()))
                                + ", and only texts and calls of functions can be learnt",
                        "Leave such rows out, or remove the part if it does not matter");
            }
        }
        return new Parts(said ? text.toString() : null, calls, results);
    }
}
