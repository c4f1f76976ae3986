package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.memory.KeyTable;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all lines. Those of known lines stay where the memory has them: of tonight's lines it is only looked up which of them are known, sixteen bytes of memory for
 * each, on the driver and every executor.
 *
 * @param fresh rows of {@link ReadRow} that were read tonight, kept
 * @param known what is remembered of the other lines; null where nothing is
 */
record ReadRows(
        InputLines lines, Dataset<Row> fresh, @Nullable Dataset<Row> known) {
    private static final StructType LINE = new StructType()
            .add(Columns.LINE_KEY, DataTypes.BinaryType, false)
            .add(Columns.LINE, DataTypes.StringType, false);

    /**
     * Reads the lines.
     *
     * @param remembered the rows of the nights before, by {@link ReadRow#remembered}; empty where all lines are to be read
     * @param letGo is given what lets go of the rows that are kept
     */
    static ReadRows of(
            InputLines lines, RowReader reader, Optional<Dataset<Row>> remembered, Consumer<Runnable> letGo) {
        Broadcast<RowReader> sent = lines.context().broadcast(reader);
        List<String> names = lines.names();
        if (remembered.isEmpty()) {
            JavaRDD<Row> rows = lines.used(() -> new All(sent.value(), names));
            return new ReadRows(lines, Leaf.kept(lines.rows(rows, ReadRow.SCHEMA), letGo), null);
        }
        Dataset<Row> known = remembered.get();
        Broadcast<KeyTable> keys = lines.context().broadcast(KeyTable.of(known.select(Columns.LINE_KEY)));
        JavaRDD<KnownLines.Found> found = lines.used(() -> new KnownLines.Search(keys.value(), sent.value(), names))
                .persist(StorageLevel.MEMORY_AND_DISK());
        letGo.accept(() -> found.unpersist(true));
        List<int[]> places =
                found.map(part -> part.known()).filter(part -> part != null).collect();
        JavaRDD<Row> fresh = found.map(part -> part.fresh()).filter(row -> row != null);
        return new ReadRows(
                lines,
                Leaf.kept(lines.rows(fresh, ReadRow.SCHEMA), letGo),
                ofToday(known, lines.context().broadcast(KnownLines.of(keys, places, names))));
    }

    private static Dataset<Row> ofToday(Dataset<Row> known, Broadcast<KnownLines> today) {
        Column files = udf(
                        (UDF1<byte[], String @Nullable []>) key -> today.value().files(key),
                        DataTypes.createArrayType(DataTypes.StringType, false))
                .apply(col(Columns.LINE_KEY));
        return known.withColumn(Columns.FILE, explode(files));
    }

    /** What the steps over all rows look at; sets of shingles are there of fresh rows alone. */
    Dataset<Row> lookedAt() {
        Dataset<Row> looked = fresh.select(ReadRow.lookedAt());
        if (known == null) {
            return looked;
        }
        List<String> there = Arrays.asList(known.columns());
        Column[] columns = Arrays.stream(looked.schema().fields())
                .map(field -> there.contains(field.name())
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new);
        return lines.together(known.select(columns).union(looked));
    }

    /**
     * Some of the lines as they came, with their keys.
     *
     * @param keys {@link Columns#LINE_KEY}
     */
    Dataset<Row> lines(Dataset<Row> keys) {
        KeyTable wanted = KeyTable.of(keys.select(Columns.LINE_KEY));
        if (wanted.size() == 0) {
            return lines.session().createDataFrame(List.of(), LINE);
        }
        Broadcast<KeyTable> sent = lines.context().broadcast(wanted);
        return known == null
                ? fresh.select(Columns.LINE_KEY, Columns.LINE)
                        .filter(udf((UDF1<byte[], Boolean>) key -> sent.value().place(key) >= 0, DataTypes.BooleanType)
                                .apply(col(Columns.LINE_KEY)))
                : lines.rows(lines.used(() -> new Some(sent.value())), LINE);
    }

    /** Reads all lines. */
    private record All(RowReader reader, List<String> names) implements LineUse<Row> {
        @Override
        public void line(int source, byte[] line, Consumer<Row> made) {
            TextLine text = TextLine.of(line);
            if (!text.blank()) {
                made.accept(reader.read(names.get(source), text));
            }
        }

        @Override
        public void row(int source, TableLine row, Consumer<Row> made) {
            made.accept(reader.read(names.get(source), row));
        }
    }

    /** The lines with some keys. */
    private record Some(KeyTable keys) implements LineUse<Row> {
        @Override
        public void line(int source, byte[] line, Consumer<Row> made) {
            TextLine text = TextLine.of(line);
            if (!text.blank()) {
                make(LineKey.of(text), text.text(), made);
            }
        }

        @Override
        public void row(int source, TableLine row, Consumer<Row> made) {
            make(LineKey.of(row), row.text(), made);
        }

        private void make(byte[] key, String text, Consumer<Row> made) {
            if (keys.place(key) >= 0) {
                made.accept(RowFactory.create(key, text));
            }
        }
    }
}
