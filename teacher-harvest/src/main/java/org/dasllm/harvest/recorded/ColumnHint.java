package org.dasllm.harvest.recorded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which keys of the configuration fit a row in one of the layouts that such files commonly have. */
final class ColumnHint {
    private ColumnHint() {}

    /** Empty where the columns' names and values say nothing. */
    static Optional<String> of(Row row, String key) {
        Map<String, Value> columns = new TreeMap<>(row.columns());
        Optional<String> conversation = columns.entrySet().stream()
                .filter(column -> TurnReader.looksLikeConversation(column.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        Optional<String> answer = answer(row);
        if (key.equals("text_column")) {
            Optional<String> text = conversation.or(() -> Optional.of("prompt").filter(columns::containsKey));
            return text.map(column -> "Set harvest.recorded.text_column to " + column
                    + answer.map(other -> " and harvest.recorded.label_column to " + other)
                            .orElse("")
                    + conversation.map(c -> ", which holds a conversation").orElse(""));
        }
        return key.equals("label_column")
                ? answer.map(column -> "Set harvest.recorded.label_column to " + column)
                : Optional.empty();
    }

    /** A column that holds an answer by its name or layout, whatever is configured. */
    static Optional<String> answer(Row row) {
        return new TreeMap<>(row.columns())
                .entrySet().stream()
                        .filter(column -> !column.getValue().isEmpty())
                        .filter(column ->
                                column.getKey().equals("completion") || Response.looksLikeChoices(column.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }
}
