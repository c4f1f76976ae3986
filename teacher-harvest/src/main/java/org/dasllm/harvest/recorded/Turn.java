package org.dasllm.harvest.recorded;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a conversation as OpenAI writes it ({@code role}, {@code content}) or ShareGPT ({@code from}, {@code value}).
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content null where the file says null
 * @param learnt false where its {@code weight} is 0: nobody shall learn it
 */
record Turn(String role, @Nullable String content, boolean learnt) {
    private static final Map<String, String> ROLES = Map.of(
            "system", "system",
            "developer", "system",
            "user", "user",
            "human", "user",
            "assistant", "assistant",
            "gpt", "assistant",
            "chatgpt", "assistant");
    private static final Set<String> PARTS_OF_TEXT = Set.of("text", "input_text", "output_text");

    /** Whether a value is an array of turns, by the first. */
    static boolean looksLikeConversation(@Nullable Value value) {
        return value instanceof Value.Items items
                && !items.isEmpty()
                && isTurn(items.values().get(0));
    }

    /** Whether an object is a turn, right or wrong. */
    static boolean isTurn(Value value) {
        return value instanceof Value.Fields fields
                && ((fields.values().containsKey("role") && fields.values().containsKey("content"))
                        || (fields.values().containsKey("from")
                                && fields.values().containsKey("value")));
    }

    /**
     * Reads a turn. A key that says nothing is passed over; one that says what a sample cannot hold is refused.
     *
     * @param name of the turn, for messages
     */
    static Turn read(Row row, String name, Value value) {
        if (!(value instanceof Value.Fields object)) {
            throw row.wrong(name + " is " + value.kind() + ", not an object with role and content");
        }
        Map<String, Value> fields = object.values();
        boolean openAi = fields.containsKey("role");
        String roleKey = openAi ? "role" : "from";
        String contentKey = openAi ? "content" : "value";
        refuseOthers(row, name, fields, roleKey, contentKey);
        for (String key : new String[] {roleKey, contentKey}) {
            if (!fields.containsKey(key)) {
                throw row.wrong(name + " has no '" + (openAi ? key : key.equals("from") ? "role" : key) + "'; it has "
                        + (fields.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(fields.keySet()))));
            }
        }
        return new Turn(
                role(row, name, fields.get(roleKey)),
                content(row, name + ": " + contentKey, fields.get(contentKey)),
                weight(row, name, fields.get("weight")) != 0);
    }

    private static void refuseOthers(
            Row row, String name, Map<String, Value> fields, String roleKey, String contentKey) {
        for (String key : new TreeSet<>(fields.keySet())) {
            boolean known = Set.of(roleKey, contentKey, "name", "weight").contains(key);
            if (!known && !saysNothing(fields.get(key))) {
                throw row.wrong(
                        name + " has '" + key + "', which a sample cannot hold",
                        "Leave such rows out, or remove the key from the file if it does not matter");
            }
        }
    }

    private static boolean saysNothing(@Nullable Value value) {
        return value == null || value.isEmpty();
    }

    private static String role(Row row, String name, @Nullable Value value) {
        String given = value instanceof Value.Text text ? text.text() : value == null ? "" : value.json();
        String role = ROLES.get(given);
        if (role == null) {
            throw row.wrong(
                    name + " has the role '" + given + "', and known are system, user and assistant",
                    "Leave such rows out, or correct the role");
        }
        return role;
    }

    private static int weight(Row row, String name, @Nullable Value value) {
        if (value == null || value instanceof Value.Null) {
            return 1;
        }
        if (value instanceof Value.Literal literal && literal.spelling().matches("[01](\\.0*)?")) {
            return literal.spelling().charAt(0) - '0';
        }
        throw row.wrong(name + ": weight is " + value.json() + ", and can be 0 or 1");
    }

    private static @Nullable String content(Row row, String name, @Nullable Value value) {
        if (value == null || value instanceof Value.Null) {
            return null;
        }
        if (value instanceof Value.Text text) {
            return text.text();
        }
        if (!(value instanceof Value.Items parts)) {
            throw row.wrong(name + " is " + value.kind() + ", not a text or an array of parts");
        }
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < parts.values().size(); i++) {
            content.append(part(row, name + ", part " + (i + 1), parts.values().get(i)));
        }
        return content.toString();
    }

    private static String part(Row row, String name, Value value) {
        if (!(value instanceof Value.Fields object)) {
            throw row.wrong(name + " is " + value.kind() + ", not an object with a type");
        }
        Map<String, Value> fields = object.values();
        String type = fields.get("type") instanceof Value.Text text ? text.text() : "";
        if (!PARTS_OF_TEXT.contains(type)) {
            throw row.wrong(
                    name + " is a part of type '" + type + "', and only texts can be learnt",
                    "Leave such rows out, or remove the part if it does not matter");
        }
        for (String key : new TreeSet<>(fields.keySet())) {
            if (!Set.of("type", "text").contains(key) && !saysNothing(fields.get(key))) {
                throw row.wrong(name + " has '" + key + "', which a sample cannot hold");
            }
        }
        if (fields.get("text") instanceof Value.Text text) {
            return text.text();
        }
        throw row.wrong(name + " has no text");
    }
}
