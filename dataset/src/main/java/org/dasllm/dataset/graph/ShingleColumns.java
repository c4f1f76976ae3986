package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.udf;

import java.nio.ByteBuffer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.Shingles;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.sample.PromptText;
import scala.collection.Seq;

/** {@link Shingles} as columns. A set is eight bytes for each shingle, which Spark moves faster than an array of numbers. */
final class ShingleColumns {
    private ShingleColumns() {}

    /** The set of a column of messages, without the system's. */
    static Column set(Column prompt) {
        return udf(
                        (UDF1<Seq<Row>, byte[]>)
                                messages -> bytes(Shingles.of(PromptText.of(SampleColumns.messages(messages)))),
                        DataTypes.BinaryType)
                .apply(prompt);
    }

    static Column key(Column set) {
        return udf((UDF1<byte[], Long>) bytes -> Shingles.key(longs(bytes)), DataTypes.LongType)
                .apply(set);
    }

    static Column bands(Column set) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> Shingles.bands(longs(bytes)),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(set);
    }

    /** Of {@link #bands} those that are among others; null where none is. */
    static Column bandsAmong(Column set, KnownHashes others) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> others.among(Shingles.bands(longs(bytes))),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(set);
    }

    /** Of {@link #prefix} what is among others; null where nothing is. */
    static Column prefixAmong(Column set, double threshold, KnownHashes others) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> others.among(Shingles.prefix(longs(bytes), threshold)),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(set);
    }

    static Column prefix(Column set, double threshold) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> Shingles.prefix(longs(bytes), threshold),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(set);
    }

    static Column jaccard(Column one, Column other) {
        return udf((UDF2<byte[], byte[], Double>) (a, b) -> Shingles.jaccard(longs(a), longs(b)), DataTypes.DoubleType)
                .apply(one, other);
    }

    static byte[] bytes(long[] shingles) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * shingles.length);
        buffer.asLongBuffer().put(shingles);
        return buffer.array();
    }

    static long[] longs(byte[] bytes) {
        long[] shingles = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(shingles);
        return shingles;
    }
}
