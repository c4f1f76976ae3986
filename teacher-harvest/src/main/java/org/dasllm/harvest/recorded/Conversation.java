package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.sample.Message;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the text column.
 *
 * @param prompt all turns before the answer
 * @param answer the assistant's turn at the end; null where it ends with another, or is a plain text
 * @param plain whether it is a text, not a list of turns
 */
record Conversation(List<Message> prompt, @Nullable Turn answer, boolean plain) {
    Conversation {
        prompt = List.copyOf(prompt);
    }

    /** Reads a text, or an array of turns. */
    static Conversation read(Row row, String column, Value value, Tally tally) throws RowLeftOut {
        if (value instanceof Value.Null) {
            throw new RowLeftOut("the text is null");
        }
        if (value instanceof Value.Text text) {
            if (text.isEmpty()) {
                throw new RowLeftOut("the text is empty");
            }
            return new Conversation(List.of(Message.user(text.text())), null, true);
        }
        if (!(value instanceof Value.Items items)) {
            throw row.wrong(
                    "'" + column + "' is " + value.kind() + ", and must be a text or a conversation",
                    "Set harvest.recorded.text_column to the column of the messages, or correct the file");
        }
        if (items.isEmpty()) {
            throw new RowLeftOut("the conversation is empty");
        }
        List<Turn> turns = new ArrayList<>();
        for (Value turn : items.values()) {
            turns.add(Turn.read(row, "turn " + (turns.size() + 1) + " of '" + column + "'", turn));
        }
        Turn last = turns.get(turns.size() - 1);
        boolean answered = last.role().equals("assistant");
        return new Conversation(
                prompt(row, answered ? turns.subList(0, turns.size() - 1) : turns, tally),
                answered ? last : null,
                false);
    }

    private static List<Message> prompt(Row row, List<Turn> turns, Tally tally) throws RowLeftOut {
        List<Message> prompt = new ArrayList<>();
        boolean asked = false;
        for (Turn turn : turns) {
            if (turn.content() == null) {
                throw new RowLeftOut("the content of a turn is null");
            }
            if (!turn.learnt() && turn.role().equals("assistant")) {
                tally.note("with an earlier turn of weight 0, which train.loss_on assistant would learn", row);
            }
            asked |= turn.role().equals("user") && !turn.content().isBlank();
            prompt.add(new Message(turn.role(), turn.content()));
        }
        if (!asked) {
            throw new RowLeftOut("the conversation has no message of the user before the answer");
        }
        return prompt;
    }
}
