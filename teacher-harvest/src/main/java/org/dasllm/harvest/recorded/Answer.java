package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A label as it becomes a completion.
 *
 * @param text as in the file; an object or array as JSON with sorted keys and without blanks
 * @param structured whether it was an object or array
 */
record Answer(String text, boolean structured) {
    private static final String FINISHED = "stop";

    /** Whether a value is what a stored completion calls {@code choices}. */
    static boolean looksLikeChoices(@Nullable Value value) {
        return value instanceof Value.Items items
                && !items.isEmpty()
                && message(items.values().get(0)) != null;
    }

    /**
     * What a column's value says: a text, a number, true or false, JSON, an assistant's message or a stored completion.
     *
     * @param what it is, for reasons, such as "the label"
     */
    static Answer read(Row row, String column, Value value, String what) throws RowLeftOut {
        if (value instanceof Value.Null) {
            throw new RowLeftOut(what + " is null");
        }
        if (value instanceof Value.Text text) {
            return ofText(text.text(), what);
        }
        if (value instanceof Value.Literal literal) {
            return new Answer(literal.spelling(), false);
        }
        if (looksLikeChoices(value)) {
            return choice(row, column, (Value.Items) value, what);
        }
        if (Turn.looksLikeConversation(value)) {
            return ofTurn(row, Turn.read(row, "'" + column + "'", only(row, column, (Value.Items) value)), what);
        }
        if (Turn.isTurn(value)) {
            return ofTurn(row, Turn.read(row, "'" + column + "'", value), what);
        }
        return new Answer(value.json(), true);
    }

    /** The assistant's turn at the end of a conversation. */
    static Answer ofTurn(Row row, Turn turn, String what) throws RowLeftOut {
        if (!turn.role().equals("assistant")) {
            throw row.wrong(what + " is a turn of the " + turn.role() + ", not of the assistant");
        }
        if (!turn.learnt()) {
            throw new RowLeftOut(what + " has weight 0, which says that it is not to be learnt");
        }
        if (turn.content() == null) {
            throw new RowLeftOut(what + " is null");
        }
        return ofText(turn.content(), what);
    }

    /** The same spelling as an object's, for a text that is a JSON object or array; any other text as it is. */
    static String likeObjects(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return text;
        }
        try {
            return ValueReader.parse(stripped).json();
        } catch (JsonProcessingException e) {
            // A text that only looks like JSON is a text.
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail to be read", e);
        }
    }

    private static Answer ofText(String text, String what) throws RowLeftOut {
        if (text.isBlank()) {
            throw new RowLeftOut(what + " is empty");
        }
        return new Answer(text, false);
    }

    private static Answer choice(Row row, String column, Value.Items choices, String what) throws RowLeftOut {
        Value choice = only(row, column, choices);
        Value message = message(choice);
        if (message == null || !(choice instanceof Value.Fields fields)) {
            throw row.wrong("'" + column + "' has no message");
        }
        Optional<Value> finish = Optional.ofNullable(fields.values().get("finish_reason"));
        if (finish.isPresent()
                && !(finish.get() instanceof Value.Text text && text.text().equals(FINISHED))) {
            throw new RowLeftOut(
                    what + " was not finished: finish_reason is " + finish.get().json());
        }
        return ofTurn(row, Turn.read(row, "the message of '" + column + "'", message), what);
    }

    private static Value only(Row row, String column, Value.Items items) {
        if (items.values().size() == 1) {
            return items.values().get(0);
        }
        throw row.wrong(
                "'" + column + "' holds " + items.values().size() + " answers, and a sample has one",
                "Keep one of them in the file");
    }

    private static @Nullable Value message(Value choice) {
        return choice instanceof Value.Fields fields
                        && fields.values().get("message") instanceof Value.Fields message
                        && Turn.isTurn(message)
                ? message
                : null;
    }
}
