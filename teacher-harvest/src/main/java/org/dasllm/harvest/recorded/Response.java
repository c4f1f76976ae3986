package org.dasllm.harvest.recorded;

import java.util.List;
import java.util.Set;
import org.dasllm.format.progress.Counted;
import org.jspecify.annotations.Nullable;

/** A vendor's response as the assistant's turn that it holds. One that was not finished, or is an error, leaves its row out. */
final class Response {
    private static final Set<String> ENDED = Set.of("end_turn", "stop_sequence");

    private final Row row;
    private final Tally tally;

    /** What it is, for reasons, such as "the label". */
    private final String what;

    Response(Row row, Tally tally, String what) {
        this.row = row;
        this.tally = tally;
        this.what = what;
    }

    /** Whether a value is what a completion calls {@code choices}. */
    static boolean looksLikeChoices(@Nullable Value value) {
        return value instanceof Value.Items items
                && !items.isEmpty()
                && message(items.values().get(0)) != null;
    }

    /** OpenAI's, with {@code choices}, or Anthropic's, with {@code role} and {@code content}; perhaps within a {@code body}. */
    Turn read(String name, Value given) throws RowLeftOut {
        Value.Fields response = unwrapped(name, given);
        if (response.get("choices") instanceof Value.Items choices) {
            return choice(name + ".choices", choices);
        }
        if (response.has("role") && response.has("content")) {
            Turn turn = new TurnReader(row, tally).one("'" + name + "'", response);
            requireEnd("stop_reason", response.get("stop_reason"), turn, ENDED, "tool_use");
            return turn;
        }
        if (response.has("output")) {
            throw row.wrong(
                    "'" + name + "' is of OpenAI's Responses, and chat completions, Messages and Gemini are read",
                    "Leave such rows out, or record chat completions");
        }
        throw row.wrong("'" + name + "' has neither choices nor role and content");
    }

    /** Of Anthropic's batches: a message, or why there is none. */
    Turn result(String name, Value given) throws RowLeftOut {
        if (!(given instanceof Value.Fields result) || !(result.get("type") instanceof Value.Text type)) {
            throw row.wrong("'" + name + "' is " + given.kind() + ", not an object with a type");
        }
        Value message = result.get("message");
        if (!type.text().equals("succeeded") || message == null) {
            throw new RowLeftOut(what + " is missing: the request's result is '" + type.text() + "'");
        }
        return read(name + ".message", message);
    }

    /** The one answer of {@code choices}. */
    Turn choice(String column, Value.Items choices) throws RowLeftOut {
        Value choice = only(row, column, choices);
        Value message = message(choice);
        if (message == null || !(choice instanceof Value.Fields fields)) {
            throw row.wrong("'" + column + "' has no message");
        }
        Turn turn = new TurnReader(row, tally).one("the message of '" + column + "'", message);
        requireEnd("finish_reason", fields.get("finish_reason"), turn, Set.of("stop"), "tool_calls");
        return turn;
    }

    /** The body of a response that was kept with its status; an error leaves the row out. */
    Value.Fields unwrapped(String name, Value given) throws RowLeftOut {
        Value value = ValueReader.structured(given);
        if (value instanceof Value.Null) {
            throw new RowLeftOut(what + " is null");
        }
        if (!(value instanceof Value.Fields response)) {
            throw row.wrong("'" + name + "' is " + value.kind() + ", not the JSON object of a response");
        }
        for (String status : List.of("status_code", "status")) {
            if (response.get(status) instanceof Value.Literal code
                    && !code.spelling().startsWith("2")) {
                throw new RowLeftOut(what + " is an error: the status is " + code.spelling());
            }
        }
        Value body = response.get("body");
        if (body != null && !body.isEmpty()) {
            return unwrapped(name + ".body", body);
        }
        Value error = response.get("error");
        if (error != null && !error.isEmpty()) {
            throw new RowLeftOut(what + " is an error");
        }
        return response;
    }

    /**
     * Refuses an answer that was cut off.
     *
     * @param ended how an answer says that it is whole
     * @param called how one says that it calls a tool
     */
    void requireEnd(String key, @Nullable Value reason, Turn turn, Set<String> ended, String called) throws RowLeftOut {
        if (reason == null) {
            return;
        }
        String word = reason instanceof Value.Text text ? text.text() : "";
        boolean calls = !turn.calls().isEmpty();
        if (!ended.contains(word) && !(calls && (word.equals(called) || word.equals("function_call")))) {
            throw new RowLeftOut(what + " was not finished: " + key + " is " + reason.json());
        }
    }

    /** The one of several answers; more than one is refused, as it would be a guess which is meant. */
    static Value only(Row row, String column, Value.Items items) {
        if (items.values().size() == 1) {
            return items.values().get(0);
        }
        throw row.wrong(
                "'" + column + "' holds " + Counted.of(items.values().size(), "answer") + ", and a sample has one",
                "Keep one of them in the file");
    }

    private static @Nullable Value message(Value choice) {
        return choice instanceof Value.Fields fields
                        && fields.get("message") instanceof Value.Fields message
                        && TurnReader.isTurn(message)
                ? message
                : null;
    }
}
