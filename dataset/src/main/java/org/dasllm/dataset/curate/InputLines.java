package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.files.Piece;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.step.Columns;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all inputs, which are read anew each time that they are asked for.
 *
 * @param pieces of the files
 */
record InputLines(SparkSession session, List<Piece> pieces, List<TableSource.Opened> tables) {
    static InputLines of(SparkSession session, List<InputFile.Located> files, List<TableSource.Opened> tables) {
        int cores = JavaSparkContext.fromSparkContext(session.sparkContext()).defaultParallelism();
        return new InputLines(session, Piece.of(files, cores), tables);
    }

    /** As {@link #rows(Broadcast, StructType)}. */
    Dataset<Row> rows(RowOfLine each, StructType schema) {
        return rows(context().broadcast(each), schema);
    }

    /** What becomes of all lines; those of which nothing becomes are left out. */
    Dataset<Row> rows(Broadcast<? extends RowOfLine> each, StructType schema) {
        SerializableConfiguration hadoop =
                new SerializableConfiguration(session.sparkContext().hadoopConfiguration());
        Dataset<Row> lines = session.createDataFrame(
                context().parallelize(pieces, Math.max(1, pieces.size())).flatMap(new ReadPiece(each, hadoop)), schema);
        if (inOnePartition()) {
            // Whatever follows then needs no shuffle.
            lines = pieces.size() > 1 ? lines.repartition(1) : lines.coalesce(1);
        }
        if (!tables.isEmpty()) {
            lines = lines.union(session.createDataFrame(ofTables(each), schema));
            lines = together(lines);
        }
        return lines;
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    private JavaRDD<Row> ofTables(Broadcast<? extends RowOfLine> each) {
        JavaRDD<Row> rows = context().emptyRDD();
        for (TableSource.Opened table : tables) {
            String name = table.file().name();
            rows = rows.union(
                    table.lines().map(line -> each.value().read(name, line)).filter(row -> row != null));
        }
        return rows;
    }

    /**
     * Some of the lines as {@link BareLine}, found in a pass over all of them.
     *
     * @param keys columns {@link Columns#FILE} and {@link Columns#LINE_KEY}, each once; a leaf
     */
    Dataset<Row> some(Dataset<Row> keys) {
        KnownHashes perhaps = KnownHashes.of(keys.select(LineKey.shortened(col(Columns.LINE_KEY))));
        Dataset<Row> wanted = keys.toDF("wantedFile", "wantedKey");
        Dataset<Row> lines = rows(new SomeLines(new BareLine(), perhaps), BareLine.SCHEMA);
        return lines.join(
                KnownHashes.toJoin(wanted),
                col(Columns.FILE)
                        .equalTo(col("wantedFile"))
                        .and(col(BareLine.KEY).equalTo(col("wantedKey"))),
                "left_semi");
    }

    /** Rows that are to be shuffled nowhere are in one partition. */
    Dataset<Row> together(Dataset<Row> rows) {
        return inOnePartition() ? rows.coalesce(1) : rows;
    }

    private boolean inOnePartition() {
        return "1".equals(session.conf().get("spark.sql.shuffle.partitions"));
    }

    /**
     * Of the lines those whose keys begin as one of some keys does.
     *
     * @param keys of {@link LineKey#shortened}
     */
    private record SomeLines(RowOfLine each, KnownHashes keys) implements RowOfLine {
        @Override
        public @Nullable Row read(String file, TextLine line) {
            return keys.has(LineKey.shortened(LineKey.of(line))) ? each.read(file, line) : null;
        }

        @Override
        public @Nullable Row read(String table, TableLine row) {
            return keys.has(LineKey.shortened(LineKey.of(row))) ? each.read(table, row) : null;
        }
    }
}
