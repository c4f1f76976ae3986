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
            return text.map(column -> row.keys().set("text_column", column)
                    + answer.map(other -> " and " + row.keys().value("label_column", other))
                            .orElse("")
                    + conversation.map(c -> ", which holds a conversation").orElse(""));
        }
        return key.equals("label_column")
                ? answer.map(column -> row.keys().set("label_column", column))
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
