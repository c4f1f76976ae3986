package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.sample.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a row says.
 *
 * @param prompt all turns before the answer
 * @param answer the assistant's turn at the end; null where it ends with another, or is a plain text
 * @param column where it stands, as a configuration names it
 * @param plain whether it is a text, not a list of turns
 * @param tools what the answer may call, as {@link org.dasllm.format.sample.Sample#tools} has it; null for none
 */
record Conversation(
        List<Message> prompt,
        @Nullable Turn answer,
        String column,
        boolean plain,
        @Nullable String tools) {
    /** Why a row is left out that calls what nobody says. */
    static final String WITHOUT_TOOLS = "it calls a tool, and there are no 'tools' that say which there are";

    Conversation {
        prompt = List.copyOf(prompt);
    }

    /** A text that the user says. */
    static Conversation ofText(String column, String text, @Nullable String tools) throws RowLeftOut {
        if (text.isBlank()) {
            throw new RowLeftOut("the text is empty");
        }
        return new Conversation(List.of(Message.user(text)), null, column, true, tools);
    }

    /** Turns of which the last may be the answer. */
    static Conversation of(Row row, String column, List<Turn> turns, @Nullable String tools, Tally tally)
            throws RowLeftOut {
        if (turns.isEmpty()) {
            throw new RowLeftOut("the conversation is empty");
        }
        refuseUnlearnable(row);
        Turn last = turns.get(turns.size() - 1);
        List<Turn> before = inOrder(row, last.isAssistant() ? turns.subList(0, turns.size() - 1) : turns);
        if (tools == null && turns.stream().anyMatch(turn -> !turn.calls().isEmpty())) {
            throw new RowLeftOut(WITHOUT_TOOLS);
        }
        return new Conversation(prompt(row, before, tally), last.isAssistant() ? last : null, column, false, tools);
    }

    /** Columns of LLaMA-Factory's files that say more than the turns do. */
    private static void refuseUnlearnable(Row row) throws RowLeftOut {
        for (String column : List.of("images", "videos", "audios")) {
            if (row.value(column).filter(value -> !value.isEmpty()).isPresent()) {
                throw new RowLeftOut("it has " + column + ", and a sample holds texts");
            }
        }
        if (row.value("kto_tag").orElse(null) instanceof Value.Literal tag
                && tag.spelling().equals("false")) {
            throw new RowLeftOut("its answer is marked as bad: kto_tag is false");
        }
    }

    private static List<Message> prompt(Row row, List<Turn> turns, Tally tally) throws RowLeftOut {
        List<Message> prompt = new ArrayList<>();
        boolean asked = false;
        for (Turn turn : turns) {
            if (turn.content() == null && turn.calls().isEmpty()) {
                throw new RowLeftOut("the content of a turn is null");
            }
            if (!turn.learnt() && turn.isAssistant()) {
                tally.note("with an earlier turn of weight 0, which train.loss_on assistant would learn", row);
            }
            asked |= turn.role().equals("user") && !turn.isSilent();
            prompt.add(turn.message());
        }
        if (!asked) {
            throw new RowLeftOut("the conversation has no message of the user before the answer");
        }
        return prompt;
    }

    /** Results of tools in the order of their calls, which is how a sample knows them. */
    private static List<Turn> inOrder(Row row, List<Turn> turns) throws RowLeftOut {
        List<Turn> ordered = new ArrayList<>();
        for (int i = 0; i < turns.size(); ) {
            Turn turn = turns.get(i++);
            if (turn.role().equals(Turn.TOOL)) {
                throw row.wrong("a turn is a tool's result, and there is no call before it");
            }
            ordered.add(turn);
            List<Turn> results = new ArrayList<>();
            while (!turn.calls().isEmpty()
                    && i < turns.size()
                    && turns.get(i).role().equals(Turn.TOOL)) {
                results.add(turns.get(i++));
            }
            ordered.addAll(paired(turn.calls(), results));
        }
        return ordered;
    }

    private static List<Turn> paired(List<Turn.Call> calls, List<Turn> results) throws RowLeftOut {
        if (calls.size() != results.size()) {
            throw new RowLeftOut("the calls of tools and their results do not pair");
        }
        boolean named = calls.stream().allMatch(call -> call.id() != null)
                && results.stream().allMatch(result -> result.result() != null);
        if (!named) {
            return results;
        }
        Map<String, Turn> byId = new HashMap<>();
        results.forEach(result -> byId.put(String.valueOf(result.result()), result));
        List<Turn> ordered = new ArrayList<>();
        for (Turn.Call call : calls) {
            Turn result = byId.get(String.valueOf(call.id()));
            if (result == null) {
                throw new RowLeftOut("the calls of tools and their results do not pair");
            }
            ordered.add(result);
        }
        return ordered;
    }
}
