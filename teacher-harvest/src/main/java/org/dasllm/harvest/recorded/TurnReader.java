package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads turns as OpenAI and Anthropic write them ({@code role}, {@code content}) or ShareGPT ({@code from}, {@code value}). A key that
 * says nothing is passed over; one that says what a sample cannot hold is refused.
 */
final class TurnReader {
    private static final Map<String, String> ROLES = Map.ofEntries(
            Map.entry("system", "system"),
            Map.entry("developer", "system"),
            Map.entry("user", "user"),
            Map.entry("human", "user"),
            Map.entry("assistant", Turn.ASSISTANT),
            Map.entry("gpt", Turn.ASSISTANT),
            Map.entry("chatgpt", Turn.ASSISTANT),
            Map.entry("model", Turn.ASSISTANT),
            Map.entry("tool", Turn.TOOL),
            Map.entry("function", Turn.TOOL));

    /** What ShareGPT's files call a turn that calls a tool, and the tool's result. */
    private static final Set<String> CALLING = Set.of("function_call", "function-call", "tool_call");

    private static final Set<String> OBSERVED = Set.of("observation", "function_response", "function-response");
    private static final Set<String> REASONING = Set.of("reasoning_content", "reasoning");

    private final Row row;
    private final Tally tally;

    TurnReader(Row row, Tally tally) {
        this.row = row;
        this.tally = tally;
    }

    /** Whether a value is an array of turns, by the first. */
    static boolean looksLikeConversation(@Nullable Value value) {
        return value instanceof Value.Items items
                && !items.isEmpty()
                && isTurn(items.values().get(0));
    }

    /** Whether an object is a turn, right or wrong. */
    static boolean isTurn(@Nullable Value value) {
        return value instanceof Value.Fields fields
                && ((fields.has("role")
                                && (fields.has("content") || fields.has("tool_calls") || fields.has("function_call")))
                        || (fields.has("from") && fields.has("value")));
    }

    /** All turns of an array. */
    List<Turn> all(String column, Value.Items items) throws RowLeftOut {
        List<Turn> turns = new ArrayList<>();
        int number = 0;
        for (Value turn : items.values()) {
            turns.addAll(read("turn " + ++number + " of '" + column + "'", turn));
        }
        return turns;
    }

    /** The one turn of an object. */
    Turn one(String name, Value value) throws RowLeftOut {
        List<Turn> turns = read(name, value);
        if (turns.size() != 1) {
            throw row.wrong(name + " holds results of tools, and must be one turn");
        }
        return turns.get(0);
    }

    /** The turns of an object: Anthropic's may hold several results of tools before what the user says. */
    private List<Turn> read(String name, Value value) throws RowLeftOut {
        if (!(value instanceof Value.Fields fields)) {
            throw row.wrong(name + " is " + value.kind() + ", not an object with role and content");
        }
        boolean openAi = fields.has("role");
        String roleKey = openAi ? "role" : "from";
        String contentKey = openAi ? "content" : "value";
        refuseOthers(name, fields, roleKey, contentKey);
        boolean calls = says(fields, "tool_calls") || says(fields, "function_call");
        for (String key : new String[] {roleKey, contentKey}) {
            if (!fields.has(key) && !(calls && key.equals("content"))) {
                throw row.wrong(name + " has no '" + (openAi ? key : key.equals("from") ? "role" : key) + "'; it has "
                        + (fields.isEmpty()
                                ? "nothing"
                                : String.join(
                                        ", ", new TreeSet<>(fields.values().keySet()))));
            }
        }
        Value said = fields.get(roleKey);
        String given = said instanceof Value.Text text ? text.text() : said == null ? "" : said.json();
        if (!openAi && CALLING.contains(given)) {
            List<Turn.Call> made = new CallReader(row).ofText(name, fields.get(contentKey));
            return List.of(new Turn(Turn.ASSISTANT, null, made, null, true));
        }
        String role = !openAi && OBSERVED.contains(given) ? Turn.TOOL : role(name, given);
        // A stored message has its parts beside its content.
        String from = openAi && says(fields, "content_parts") ? "content_parts" : contentKey;
        Blocks blocks = new Blocks(row, tally, name + ": " + from).read(fields.get(from));
        List<Turn.Call> made = new ArrayList<>(blocks.calls());
        made.addAll(new CallReader(row).ofMessage(name, fields));
        if (!made.isEmpty() && !role.equals(Turn.ASSISTANT)) {
            throw row.wrong(name + " calls a tool, and is a turn of the " + role);
        }
        return turns(name, role, blocks, made, fields);
    }

    private List<Turn> turns(String name, String role, Blocks blocks, List<Turn.Call> calls, Value.Fields fields) {
        List<Turn> turns = new ArrayList<>(blocks.results());
        if (turns.isEmpty() || blocks.text() != null) {
            boolean learnt = weight(name, fields.get("weight")) != 0;
            turns.add(new Turn(role, blocks.text(), calls, text(fields.get("tool_call_id")), learnt));
        }
        if (!blocks.results().isEmpty() && !role.equals("user")) {
            throw row.wrong(name + " holds results of tools, and is a turn of the " + role + ", not of the user");
        }
        return turns;
    }

    private static @Nullable String text(@Nullable Value value) {
        return value instanceof Value.Text text && !text.isEmpty() ? text.text() : null;
    }

    private static boolean says(Value.Fields fields, String key) {
        Value value = fields.get(key);
        return value != null && !value.isEmpty();
    }

    private void refuseOthers(String name, Value.Fields fields, String roleKey, String contentKey) {
        Set<String> known = Set.of(
                roleKey,
                contentKey,
                "name",
                "weight",
                "tool_calls",
                "function_call",
                "tool_call_id",
                "content_parts",
                "id",
                "type",
                "stop_reason",
                "stop_sequence",
                "model",
                "usage",
                "cache_control");
        for (String key : new TreeSet<>(fields.values().keySet())) {
            if (REASONING.contains(key) && says(fields, key)) {
                tally.note("with reasoning of the assistant, which is not learnt", row);
            } else if (!known.contains(key) && says(fields, key)) {
                throw row.wrong(
                        name + " has '" + key + "', which a sample cannot hold",
                        "Leave such rows out, or remove the key from the file if it does not matter");
            }
        }
    }

    private String role(String name, String given) {
        String role = ROLES.get(given);
        if (role == null) {
            throw row.wrong(
                    name + " has the role '" + given + "', and known are system, user, assistant and tool",
                    "Leave such rows out, or correct the role");
        }
        return role;
    }

    private int weight(String name, @Nullable Value value) {
        if (value == null || value instanceof Value.Null) {
            return 1;
        }
        if (value instanceof Value.Literal literal && literal.spelling().matches("[01](\\.0*)?")) {
            return literal.spelling().charAt(0) - '0';
        }
        throw row.wrong(name + ": weight is " + value.json() + ", and can be 0 or 1");
    }
}
