package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.harvest.config.RecordedFormat;

/** {@code conversations} of turns with {@code from} and {@code value}, and perhaps {@code system}, {@code tools} and {@code chosen}. */
final class ShareGptLayout implements Layout {
    private static final List<String> COLUMNS = List.of("conversations", "conversation");
    private static final String PREFERRED = "chosen";

    @Override
    public RecordedFormat format() {
        return RecordedFormat.SHAREGPT;
    }

    @Override
    public boolean fits(Row row) {
        return COLUMNS.stream().anyMatch(column -> row.value(column).isPresent());
    }

    @Override
    public Conversation read(Row row, Tally tally) throws RowLeftOut {
        String column = COLUMNS.stream()
                .filter(name -> row.value(name).isPresent())
                .findFirst()
                .orElseThrow(() -> row.lacks("text_column", COLUMNS.get(0)));
        Value value = ValueReader.structured(row.required("text_column", column));
        if (value instanceof Value.Null) {
            throw new RowLeftOut("the conversation is null");
        }
        if (!(value instanceof Value.Items items)) {
            throw row.wrong("'" + column + "' is " + value.kind() + ", not an array of turns");
        }
        TurnReader reader = new TurnReader(row, tally);
        List<Turn> turns = new ArrayList<>(reader.all(column, items));
        Optional<Value> system = row.value("system").filter(each -> !each.isEmpty());
        if (system.isPresent() && turns.stream().noneMatch(turn -> turn.role().equals("system"))) {
            if (!(system.get() instanceof Value.Text text)) {
                throw row.wrong("'system' is " + system.get().kind() + ", not a text");
            }
            turns.add(0, Turn.of("system", text.text()));
        }
        Optional<Value> chosen =
                row.value(PREFERRED).map(ValueReader::structured).filter(each -> !each.isEmpty());
        if (chosen.isPresent()) {
            turns.add(reader.one("'" + PREFERRED + "'", chosen.get()));
        }
        String tools = ToolList.read(row, "tools", row.value("tools").orElse(null));
        return Conversation.of(row, column, turns, tools, tally);
    }
}
