package org.dasllm.dataset.curate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.dasllm.document.content.BarChart;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Figure;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.document.content.Table.Cell;
import org.dasllm.document.content.Table.Column;
import org.dasllm.document.content.Table.Row;
import org.dasllm.document.content.Text;
import org.dasllm.format.sample.Split;

/** What the card shows of {@link DatasetCard.Details}: guarantees, near misses, examples, duplicates, lengths, agreement. */
final class DetailSections {
    private DetailSections() {}

    /** None in a card of an older version. */
    static List<Section> of(DatasetCard card) {
        DatasetCard.Details details = card.details();
        if (details == null) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>(List.of(guarantees(card, details)));
        if (!details.examples().isEmpty()) {
            sections.add(examples(details));
        }
        if (!details.duplicates().isEmpty() || !details.components().isEmpty()) {
            sections.add(duplicates(details));
        }
        if (!details.agreement().isEmpty()) {
            sections.add(agreement(details));
        }
        sections.add(lengths(details));
        return sections;
    }

    private static Section guarantees(DatasetCard card, DatasetCard.Details details) {
        List<Text> items = new ArrayList<>(List.of(
                Text.of("A group is in one split, and so is a prompt, whatever its case, width and white space."),
                Text.of(
                        "Rows without a fixed split are where their whole component is: groups that share a prompt, a nearly equal"
                                + " prompt or a named key are never parted, however long the chain between them."),
                Text.of(
                        "No prompt of the test set is as near to one of the rest as the similarity that is checked below; an exact join"
                                + " of all pairs counts them after the last step."),
                Text.of(
                        "It does not say that the test set is like what the model will meet, and nothing of prompts that mean the same"
                                + " in other words.")));
        List<Block> blocks = new ArrayList<>(List.of(new Block.Items(items)));
        blocks.add(CardDocument.checks(card));
        if (!details.nearMisses().isEmpty()) {
            blocks.add(new Table(
                    "near-misses",
                    "Pairs between the test set and the rest that come nearest, and are allowed",
                    List.of(
                            Column.words("test row"),
                            Column.words("other row"),
                            Column.numbers("similarity"),
                            Column.words("prompt of the test row"),
                            Column.words("prompt of the other")),
                    details.nearMisses().stream()
                            .map(pair -> Row.of(
                                    pair.test(),
                                    pair.other(),
                                    String.format(Locale.ROOT, "%.3f", pair.jaccard()),
                                    pair.testPrompt(),
                                    pair.otherPrompt()))
                            .toList()));
        }
        return new Section("guarantees", "What the split guarantees", blocks);
    }

    private static Section examples(DatasetCard.Details details) {
        Table table = new Table(
                "examples",
                "Rows that were dropped, up to three for each reason",
                List.of(
                        Column.words("reason"),
                        Column.words("id"),
                        Column.words("detail"),
                        Column.words("content hash")),
                details.examples().stream()
                        .map(example -> Row.of(example.reason(), example.id(), example.detail())
                                .and(new Cell(Text.code(example.row().substring(0, 12)), false)))
                        .toList());
        return new Section("examples-section", "Examples", List.of(table));
    }

    private static Section duplicates(DatasetCard.Details details) {
        List<Block> blocks = new ArrayList<>();
        if (!details.duplicates().isEmpty()) {
            blocks.add(new Table(
                    "duplicates",
                    "The prompts that most rows have",
                    List.of(
                            Column.words("prompt"),
                            Column.numbers("rows"),
                            Column.numbers("kept"),
                            Column.words("one of them")),
                    details.duplicates().stream()
                            .map(group -> Row.of(
                                    group.prompt(),
                                    Long.toString(group.rows()),
                                    Long.toString(group.kept()),
                                    group.id()))
                            .toList()));
        }
        if (!details.components().isEmpty()) {
            blocks.add(new Table(
                    "components",
                    "The largest sets of connected groups",
                    List.of(
                            Column.words("first group"),
                            Column.numbers("rows kept"),
                            Column.numbers("groups"),
                            Column.numbers("splits")),
                    details.components().stream()
                            .map(each -> Row.of(
                                    each.name(),
                                    Long.toString(each.rows()),
                                    Long.toString(each.groups()),
                                    Long.toString(each.splits())))
                            .toList()));
            blocks.add(new Block.Note("A component is in more than one split only where rows have fixed splits."));
        }
        return new Section("duplicates-section", "Duplicates and components", blocks);
    }

    private static Section agreement(DatasetCard.Details details) {
        Table table = new Table(
                "agreement",
                "Krippendorff's α of the answers to the same prompt, nominal",
                List.of(
                        Column.words("field"),
                        Column.numbers("prompts with several answers"),
                        Column.numbers("answers"),
                        Column.numbers("α")),
                details.agreement().stream()
                        .map(each -> Row.of(
                                each.field(),
                                Long.toString(each.units()),
                                Long.toString(each.ratings()),
                                each.alpha() == null
                                        ? "one value only"
                                        : String.format(Locale.ROOT, "%.3f", each.alpha())))
                        .toList());
        return new Section("agreement-section", "Agreement", List.of(table));
    }

    private static Section lengths(DatasetCard.Details details) {
        List<Block> blocks = new ArrayList<>();
        for (String text : List.of("prompt", "answer")) {
            TreeSet<Long> buckets = new TreeSet<>();
            details.lengths()
                    .values()
                    .forEach(ofSplit ->
                            buckets.addAll(ofSplit.getOrDefault(text, Map.of()).keySet()));
            List<String> splits = Split.labels().stream()
                    .filter(split -> total(details, split, text) > 0)
                    .toList();
            if (splits.isEmpty()) {
                continue;
            }
            String id = "lengths-" + text;
            List<Row> rows = new ArrayList<>();
            List<BarChart.Row> bars = new ArrayList<>();
            for (long bucket : buckets) {
                String name = bucket == 0 ? "0" : bucket + " to " + (2 * bucket - 1);
                rows.add(Row.of(
                        name,
                        Long.toString(count(details, Split.TRAIN.label(), text, bucket)),
                        Long.toString(count(details, Split.VALIDATION.label(), text, bucket)),
                        Long.toString(count(details, Split.TEST.label(), text, bucket))));
                bars.add(new BarChart.Row(
                        name,
                        splits.stream()
                                .map(split ->
                                        (double) count(details, split, text, bucket) / total(details, split, text))
                                .toList()));
            }
            blocks.add(new Figure(
                    id + "-figure",
                    Text.of("How long the " + text + "s are, in characters."),
                    new BarChart(
                            "The share of " + text + "s of each length in " + String.join(", ", splits),
                            "share of the split's rows",
                            splits,
                            id,
                            bars)));
            blocks.add(new Table(
                    id,
                    "Rows by the length of the " + text + ", in characters",
                    List.of(
                            Column.words("characters"),
                            Column.numbers(Split.TRAIN.label()),
                            Column.numbers(Split.VALIDATION.label()),
                            Column.numbers(Split.TEST.label())),
                    rows));
        }
        return new Section("lengths", "Lengths", blocks);
    }

    private static long count(DatasetCard.Details details, String split, String text, long bucket) {
        return details.lengths()
                .getOrDefault(split, Map.of())
                .getOrDefault(text, Map.of())
                .getOrDefault(bucket, 0L);
    }

    private static long total(DatasetCard.Details details, String split, String text) {
        return details.lengths().getOrDefault(split, Map.of()).getOrDefault(text, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
