package org.dasllm.dataset.curate;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.dataset.files.Piece;

/**
 * The lines of all inputs, which are read anew each time that they are asked for.
 *
 * @param pieces of the files
 * @param names of the files and behind them of the tables, each once, by which a row says where it is from
 */
record InputLines(
        SparkSession session, List<ReadPiece.Of> pieces, List<TableSource.Opened> tables, List<String> names) {
    static InputLines of(SparkSession session, List<InputFile.Located> files, List<TableSource.Opened> tables) {
        int cores = JavaSparkContext.fromSparkContext(session.sparkContext()).defaultParallelism();
        List<Piece> pieces = Piece.of(files, cores);
        List<String> names = Stream.concat(
                        pieces.stream().map(piece -> piece.path().getName()),
                        tables.stream().map(table -> table.file().name()))
                .distinct()
                .toList();
        List<ReadPiece.Of> numbered = pieces.stream()
                .map(piece -> new ReadPiece.Of(names.indexOf(piece.path().getName()), piece))
                .toList();
        return new InputLines(session, numbered, tables, names);
    }

    /** What comes of all lines; of a piece of a file, or a partition of a table, what one task made. */
    <T> JavaRDD<T> used(LineUse.Maker<T> use) {
        JavaSparkContext context = context();
        JavaRDD<T> all = context.parallelize(pieces, Math.max(1, pieces.size()))
                .flatMap(new ReadPiece<>(
                        use,
                        new SerializableConfiguration(session.sparkContext().hadoopConfiguration())));
        for (TableSource.Opened table : tables) {
            int source = names.indexOf(table.file().name());
            all = all.union(table.lines().mapPartitions(rows -> {
                LineUse<T> each = use.make();
                return new ReadPiece.Made<>(rows, (row, made) -> each.row(source, row, made::add), each);
            }));
        }
        return all;
    }

    /** Rows as a dataset, of small data in one partition, where whatever follows needs no shuffle. */
    Dataset<Row> rows(JavaRDD<Row> rows, StructType schema) {
        Dataset<Row> all = session.createDataFrame(rows, schema);
        if (!inOnePartition()) {
            return all;
        }
        return rows.getNumPartitions() > 1 ? all.repartition(1) : all.coalesce(1);
    }

    /** Rows that are to be shuffled nowhere are in one partition. */
    Dataset<Row> together(Dataset<Row> rows) {
        return inOnePartition() ? rows.coalesce(1) : rows;
    }

    JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    private boolean inOnePartition() {
        return "1".equals(session.conf().get("spark.sql.shuffle.partitions"));
    }
}
