package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Table.Column;
import org.dasllm.document.content.Table.Row;
import org.dasllm.document.content.Text;
import org.dasllm.format.sample.Split;

/** How often each value of the answers' fields and of the attributes occurs in each split. */
final class ValueSections {
    /** A page of more rows is not read; all are in card.json. */
    private static final int MOST_ROWS = 100;

    /** A drawing of more lines is not looked at. */
    private static final int MOST_BARS = 24;

    private final DatasetCard card;
    private final String what;
    private final Function<DatasetCard.Split, Map<String, Map<String, Long>>> values;

    private ValueSections(
            DatasetCard card, String what, Function<DatasetCard.Split, Map<String, Map<String, Long>>> values) {
        this.card = card;
        this.what = what;
        this.values = values;
    }

    /** The sections of a card; those that would be empty are left out. */
    static List<Section> of(DatasetCard card) {
        List<Section> sections = new ArrayList<>();
        new ValueSections(card, "Answers", DatasetCard.Split::labels).addTo(sections);
        new ValueSections(card, "Attribute", DatasetCard.Split::attributes).addTo(sections);
        return sections;
    }

    private void addTo(List<Section> sections) {
        Set<String> keys = new TreeSet<>();
        card.splits().values().forEach(split -> keys.addAll(values.apply(split).keySet()));
        if (keys.isEmpty()) {
            return;
        }
        List<Block> blocks = new ArrayList<>();
        keys.forEach(key -> blocks.add(new Block.Subsection(what + ": " + key, blocks(key))));
        sections.add(new Section(what, what.equals("Answers") ? what : what + "s", blocks));
    }

    private List<Block> blocks(String key) {
        List<String> all = byFrequency(key);
        List<String> shown = all.subList(0, Math.min(all.size(), MOST_ROWS));
        List<Row> rows = new ArrayList<>();
        for (String value : shown) {
            rows.add(Row.of(
                    value,
                    Long.toString(count(Split.TRAIN.label(), key, value)),
                    Long.toString(count(Split.VALIDATION.label(), key, value)),
                    Long.toString(count(Split.TEST.label(), key, value))));
        }
        String id = what + " " + key;
        Table table = new Table(
                id,
                "Rows with each value of " + key,
                List.of(
                        Column.words("value"),
                        Column.numbers(Split.TRAIN.label()),
                        Column.numbers(Split.VALIDATION.label()),
                        Column.numbers(Split.TEST.label())),
                rows);
        List<Block> blocks = new ArrayList<>();
        if (shown.size() > 1 && shown.size() <= MOST_BARS) {
            blocks.add(figure(key, id, shown));
        }
        blocks.add(table);
        if (shown.size() < all.size()) {
            blocks.add(new Block.Note((all.size() - shown.size()) + " more values are in card.json."));
        }
        return blocks;
    }

    private Figure figure(String key, String table, List<String> shown) {
        List<String> splits =
                Split.labels().stream().filter(split -> total(split, key) > 0).toList();
        List<BarChart.Row> bars = shown.stream()
                .map(value -> new BarChart.Row(
                        value,
                        splits.stream()
                                .map(split -> (double) count(split, key, value) / total(split, key))
                                .toList()))
                .toList();
        return new Figure(
                table + " figure",
                Text.of("How often each value of " + key + " occurs."),
                new BarChart(
                        "The share of each value of " + key + " in " + String.join(", ", splits),
                        "share of the split's rows",
                        splits,
                        table,
                        bars));
    }

    /** The most frequent first, over all splits; equal ones by name. */
    private List<String> byFrequency(String key) {
        Set<String> all = new TreeSet<>();
        Split.labels().forEach(split -> all.addAll(counts(split, key).keySet()));
        ToLongFunction<String> everywhere = value -> Split.labels().stream()
                .mapToLong(split -> count(split, key, value))
                .sum();
        return all.stream()
                .sorted(Comparator.comparingLong(everywhere).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private long count(String split, String key, String value) {
        return counts(split, key).getOrDefault(value, 0L);
    }

    private long total(String split, String key) {
        return counts(split, key).values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> counts(String split, String key) {
        return values.apply(CardDocument.split(card, split)).getOrDefault(key, Map.of());
    }
}
