package org.dasllm.harvest.recorded;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dasllm.format.progress.Counted;

/** What the first rows have in their columns, and which of them look like the text and the label. */
final class ColumnFacts {
    private static final class Facts {
        private final Set<String> kinds = new TreeSet<>();
        private final Set<String> different = new HashSet<>();
        private long filled;
        private long conversations;
        private long characters;

        double length() {
            return filled == 0 ? 0 : (double) characters / filled;
        }

        boolean isShort() {
            return !kinds.contains("an array") && !kinds.contains("an object");
        }
    }

    private final Map<String, Facts> columns = new LinkedHashMap<>();
    private long rows;

    void add(Row row) {
        rows++;
        new TreeMap<>(row.columns()).forEach((name, value) -> {
            Facts facts = columns.computeIfAbsent(name, key -> new Facts());
            if (!value.isEmpty()) {
                facts.filled++;
                facts.kinds.add(value.kind());
                String spelled = value instanceof Value.Text text ? text.text() : value.json();
                facts.characters += spelled.length();
                facts.different.add(spelled);
                if (spelled.startsWith("[{\"") && (spelled.contains("\"role\":") || spelled.contains("\"from\":"))) {
                    facts.conversations++;
                }
            }
        });
    }

    long rows() {
        return rows;
    }

    /** Each column with what it holds and in how many rows. */
    String describe() {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + " ("
                        + (column.getValue().kinds.isEmpty()
                                ? "empty"
                                : String.join(" or ", column.getValue().kinds)
                                        .replace("an ", "")
                                        .replace("a ", ""))
                        + (column.getValue().filled == rows
                                ? ""
                                : ", in " + Counted.of(column.getValue().filled, "row"))
                        + ")")
                .collect(Collectors.joining(", "));
    }

    /** A column of conversations, else that with the longest values: a guess. */
    Optional<String> likelyText() {
        Optional<String> conversation = columns.entrySet().stream()
                .filter(column -> rows > 0 && column.getValue().conversations == rows)
                .map(Map.Entry::getKey)
                .findFirst();
        return conversation.isPresent() ? conversation : longestText();
    }

    private Optional<String> longestText() {
        return columns.entrySet().stream()
                .filter(column -> column.getValue().isShort() && column.getValue().filled > 0)
                .max(Comparator.comparingDouble(column -> column.getValue().length()))
                .map(Map.Entry::getKey);
    }

    /** Of the others that have more than one value the one with the fewest different ones: a guess. */
    Optional<String> likelyLabel(String text) {
        return columns.entrySet().stream()
                .filter(column -> !column.getKey().equals(text)
                        && column.getValue().isShort()
                        && column.getValue().filled > 0
                        && (column.getValue().different.size() > 1 || rows == 1))
                .min(Comparator.comparingInt(
                        column -> column.getValue().different.size()))
                .map(Map.Entry::getKey);
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }
}
