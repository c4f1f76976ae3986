package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.dataset.step.SortedMap;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/**
 * A line that was read, as a row: what the steps over all rows look at, and its texts, which are joined to what came of them in the end. But for
 * the name of the file both depend on the line alone.
 */
final class ReadRow {
    /** Structs of {@link SampleColumns#TEXTS} where the steps behind the split changed them, in the test set and in the others. */
    private static final String TEXTS_IN_TEST = "textsInTest";

    private static final String TEXTS_ELSEWHERE = "textsElsewhere";

    static final StructType SCHEMA = schema();

    private static final Set<String> TEXT_COLUMNS = Set.copyOf(
            Stream.concat(Arrays.stream(SampleColumns.TEXTS.fieldNames()), Stream.of(TEXTS_IN_TEST, TEXTS_ELSEWHERE))
                    .toList());

    private ReadRow() {}

    private static StructType schema() {
        StructType type = new StructType()
                .add(Columns.FILE, DataTypes.StringType, false)
                .add(Columns.LINE, DataTypes.StringType, false)
                .add(Columns.LINE_KEY, DataTypes.BinaryType, false)
                .add(Columns.REASON, DataTypes.StringType)
                .add(Columns.DETAIL, DataTypes.StringType)
                .add(Columns.CONTENT_HASH, DataTypes.StringType, false);
        for (StructField field : SampleColumns.SCHEMA.fields()) {
            type = type.add(field);
        }
        for (StructField field : PromptKeys.SCHEMA.fields()) {
            type = type.add(field);
        }
        return type.add(Columns.SEEN, Columns.TEXT_BY_NAME)
                .add(Columns.PROMPT_CHARACTERS, DataTypes.IntegerType)
                .add(Outcome.IN_TEST, Outcome.SCHEMA)
                .add(Outcome.ELSEWHERE, Outcome.SCHEMA)
                .add(TEXTS_IN_TEST, SampleColumns.TEXTS)
                .add(TEXTS_ELSEWHERE, SampleColumns.TEXTS);
    }

    /** What the steps over all rows look at. */
    static Column[] lookedAt() {
        return columns(name -> !TEXT_COLUMNS.contains(name) && !name.equals(Columns.LINE));
    }

    /** Of {@link #lookedAt} what depends on the line alone; sets of shingles are in a table of their own. */
    static Column[] remembered() {
        return columns(name -> !TEXT_COLUMNS.contains(name)
                && !Set.of(Columns.LINE, Columns.FILE, PromptKeys.SET).contains(name));
    }

    /** All of the sample as the line has it, by the key of the line, and the row's hash. */
    static Column[] texts() {
        Set<String> sample = Set.of(SampleColumns.SCHEMA.fieldNames());
        return columns(name -> TEXT_COLUMNS.contains(name)
                || (sample.contains(name) && !name.equals("split"))
                || Set.of(Columns.LINE_KEY, Columns.CONTENT_HASH).contains(name));
    }

    private static Column[] columns(Predicate<String> which) {
        return Arrays.stream(SCHEMA.fieldNames())
                .filter(which)
                .map(functions::col)
                .toArray(Column[]::new);
    }

    /** Of rows that have their texts the sample's columns, as they are in the row's split if it came that far. */
    static List<Column> sample() {
        List<Column> columns = new ArrayList<>();
        Set<String> texts = Set.of(SampleColumns.TEXTS.fieldNames());
        Column test = col("split").equalTo(Split.TEST.label());
        Column changed = when(
                col(Columns.ANSWER).isNotNull(), when(test, col(TEXTS_IN_TEST)).otherwise(col(TEXTS_ELSEWHERE)));
        for (String name : SampleColumns.SCHEMA.fieldNames()) {
            columns.add(
                    texts.contains(name)
                            ? when(changed.isNotNull(), changed.getField(name))
                                    .otherwise(col(name))
                                    .as(name)
                            : col(name));
        }
        return columns;
    }

    /**
     * A line that was dropped before it had a split.
     *
     * @param sample null where the line is none
     */
    static Row dropped(Line line, @Nullable Sample sample, Rejection rejection) {
        @Nullable Object[] values = values(line, sample);
        set(values, Columns.REASON, rejection.reason().code());
        set(values, Columns.DETAIL, rejection.detail());
        return RowFactory.create(values);
    }

    /**
     * A line as it came to the split.
     *
     * @param behind the steps behind the split
     */
    static Row kept(Line line, Candidate candidate, RowSteps behind) {
        Sample sample = candidate.sample();
        @Nullable Object[] values = values(line, sample);
        if (!candidate.seen().isEmpty()) {
            set(values, Columns.SEEN, SortedMap.of(candidate.seen()));
        }
        PromptKeys.values(sample.prompt()).forEach((name, value) -> set(values, name, value));
        set(
                values,
                Columns.PROMPT_CHARACTERS,
                sample.prompt().stream()
                        .filter(message -> !message.fromSystem())
                        .mapToInt(message -> message.content()
                                .codePointCount(0, message.content().length()))
                        .sum());
        Outcome elsewhere = outcome(candidate, Split.TRAIN, behind, values, TEXTS_ELSEWHERE);
        Outcome inTest = outcome(candidate, Split.TEST, behind, values, TEXTS_IN_TEST);
        set(values, Outcome.ELSEWHERE, elsewhere.row());
        if (!inTest.equals(elsewhere)) {
            set(values, Outcome.IN_TEST, inTest.row());
        }
        return RowFactory.create(values);
    }

    /** @throws IllegalStateException if a step changes what the steps over all rows have seen by then */
    private static Outcome outcome(
            Candidate candidate, Split split, RowSteps behind, @Nullable Object[] values, String texts) {
        Sample sample = candidate.sample().withSplit(split.label());
        Fate fate = behind.decide(new Candidate(sample, "", Map.of(), candidate.noted(), Map.of()));
        Sample after = fate.candidate().sample();
        if (!after.equals(sample)) {
            if (!after.id().equals(sample.id())
                    || !after.group().equals(sample.group())
                    || !split.is(after.split())
                    || !after.attributes().equals(sample.attributes())
                    || !Objects.equals(after.source(), sample.source())) {
                throw new IllegalStateException("a step behind the split changed more than texts of " + sample.id());
            }
            set(values, texts, SampleColumns.texts(after));
        }
        return Outcome.of(candidate, fate);
    }

    private static @Nullable Object[] values(Line line, @Nullable Sample sample) {
        @Nullable Object[] values = new @Nullable Object[SCHEMA.size()];
        set(values, Columns.FILE, line.file());
        set(values, Columns.LINE, line.text());
        set(values, Columns.LINE_KEY, line.key());
        set(values, Columns.CONTENT_HASH, line.contentHash());
        if (sample != null) {
            SampleColumns.values(sample).forEach((column, value) -> set(values, column, value));
        }
        return values;
    }

    private static void set(@Nullable Object[] values, String column, @Nullable Object value) {
        values[SCHEMA.fieldIndex(column)] = value;
    }

    /**
     * What a row has of its line as it came.
     *
     * @param contentHash of the sample as it was read
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Line(String file, String text, byte[] key, String contentHash) {}
}
