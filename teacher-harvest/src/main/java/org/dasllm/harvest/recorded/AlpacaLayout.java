package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.harvest.config.RecordedFormat;

/**
 * {@code instruction}, {@code output} and perhaps {@code input}, which is joined to the instruction by a line break, {@code system} and
 * {@code history}, pairs of what was said before. Of a pair of answers the {@code chosen} one is read.
 */
final class AlpacaLayout implements Layout {
    private static final String INSTRUCTION = "instruction";
    private static final List<String> ANSWERS = List.of("output", "chosen");

    @Override
    public RecordedFormat format() {
        return RecordedFormat.ALPACA;
    }

    @Override
    public boolean fits(Row row) {
        return row.value(INSTRUCTION).isPresent()
                && ANSWERS.stream().anyMatch(key -> row.value(key).isPresent());
    }

    @Override
    public Conversation read(Row row, Tally tally) throws RowLeftOut {
        String instruction = text(row, INSTRUCTION).orElseThrow(() -> new RowLeftOut("the instruction is empty"));
        String answer = ANSWERS.stream()
                .filter(key -> row.value(key).isPresent())
                .findFirst()
                .orElseThrow(() -> row.lacks("label_column", ANSWERS.get(0)));
        List<Turn> turns = new ArrayList<>();
        text(row, "system").ifPresent(system -> turns.add(Turn.of("system", system)));
        history(row, turns);
        turns.add(Turn.of(
                "user",
                text(row, "input").map(input -> instruction + "\n" + input).orElse(instruction)));
        turns.add(Turn.of(Turn.ASSISTANT, text(row, answer).orElse("")));
        return Conversation.of(row, answer, turns, null, tally);
    }

    private static void history(Row row, List<Turn> turns) {
        Optional<Value> history =
                row.value("history").map(ValueReader::structured).filter(value -> !value.isEmpty());
        if (history.isEmpty()) {
            return;
        }
        List<Value> pairs = history.get() instanceof Value.Items items ? items.values() : List.of();
        boolean whole = !pairs.isEmpty()
                && pairs.stream()
                        .allMatch(pair -> pair instanceof Value.Items two
                                && two.values().size() == 2
                                && two.values().stream().allMatch(Value.Text.class::isInstance));
        if (!whole) {
            throw row.wrong("'history' is no array of pairs of texts");
        }
        for (Value pair : pairs) {
            List<Value> two = ((Value.Items) pair).values();
            turns.add(Turn.of("user", ((Value.Text) two.get(0)).text()));
            turns.add(Turn.of(Turn.ASSISTANT, ((Value.Text) two.get(1)).text()));
        }
    }

    /** A column's text; empty where it says nothing. */
    private static Optional<String> text(Row row, String column) {
        Optional<Value> value = row.value(column).filter(each -> !each.isEmpty());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Value.Text text) {
            return Optional.of(text.text());
        }
        throw row.wrong("'" + column + "' is " + value.get().kind() + ", not a text");
    }
}
