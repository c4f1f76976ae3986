package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A label as it becomes a completion.
 *
 * @param text as in the file; an object or array as JSON with sorted keys and without blanks
 * @param structured whether it was an object or array
 * @param calls whether it calls tools
 */
record Answer(String text, boolean structured, boolean calls) {
    /**
     * What a column's value says: a text, a number, true or false, JSON, an assistant's message or a stored completion.
     *
     * @param what it is, for reasons, such as "the label"
     */
    static Answer read(Row row, String column, Value value, String what, Tally tally) throws RowLeftOut {
        if (value instanceof Value.Null) {
            throw new RowLeftOut(what + " is null");
        }
        if (value instanceof Value.Text text) {
            return ofText(text.text(), what);
        }
        if (value instanceof Value.Literal literal) {
            return new Answer(literal.spelling(), false, false);
        }
        if (Response.looksLikeChoices(value)) {
            Turn turn = new Response(row, tally, what).choice(column, (Value.Items) value);
            return ofTurn(row, turn, what, tally);
        }
        TurnReader turns = new TurnReader(row, tally);
        if (TurnReader.looksLikeConversation(value)) {
            return ofTurn(
                    row, turns.one("'" + column + "'", Response.only(row, column, (Value.Items) value)), what, tally);
        }
        if (TurnReader.isTurn(value)) {
            return ofTurn(row, turns.one("'" + column + "'", value), what, tally);
        }
        return new Answer(value.json(), true, false);
    }

    /** The assistant's turn at the end of a conversation. Words beside calls of tools are not kept, as in a harvest. */
    static Answer ofTurn(Row row, Turn turn, String what, Tally tally) throws RowLeftOut {
        if (!turn.isAssistant()) {
            throw row.wrong(what + " is a turn of the " + turn.role() + ", not of the assistant");
        }
        if (!turn.learnt()) {
            throw new RowLeftOut(what + " has weight 0, which says that it is not to be learnt");
        }
        if (!turn.calls().isEmpty()) {
            if (turn.content() != null && !turn.content().isBlank()) {
                tally.note("whose words beside calls of tools are not kept", row);
            }
            return new Answer(turn.callText(), false, true);
        }
        if (turn.content() == null) {
            throw new RowLeftOut(what + " is null");
        }
        return ofText(turn.content(), what);
    }

    /** Whether a text may be that of an object or array. */
    static boolean looksLikeJson(String text) {
        String stripped = text.strip();
        return stripped.startsWith("{") || stripped.startsWith("[");
    }

    /** The same spelling as an object's, for a text that is a JSON object or array; any other text as it is. */
    static String likeObjects(String text) {
        if (!looksLikeJson(text)) {
            return text;
        }
        try {
            return ValueReader.parse(text.strip()).json();
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
        return new Answer(text, false, false);
    }
}
