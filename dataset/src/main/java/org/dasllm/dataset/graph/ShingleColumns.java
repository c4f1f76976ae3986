package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.udf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.Shingles;

/** {@link Shingles} as columns. A set is eight bytes for each shingle, which Spark moves faster than an array of numbers. */
final class ShingleColumns {
    private ShingleColumns() {}

    /** The bands of a set, eight bytes for each. */
    static Column bands(Column set) {
        return udf((UDF1<byte[], byte[]>) bytes -> bytes(Shingles.bands(longs(bytes))), DataTypes.BinaryType)
                .apply(set);
    }

    /** A column of eight bytes for each number as an array. */
    static Column numbers(Column binary) {
        return udf((UDF1<byte[], long[]>) ShingleColumns::longs, DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(binary);
    }

    /** Of {@link #numbers} those that are among others; null where none is. */
    static Column numbersAmong(Column binary, KnownHashes others) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> others.among(longs(bytes)),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(binary);
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
        byte[] bytes = new byte[Long.BYTES * shingles.length];
        numbers(bytes).put(shingles);
        return bytes;
    }

    static long[] longs(byte[] bytes) {
        long[] shingles = new long[bytes.length / Long.BYTES];
        numbers(bytes).get(shingles);
        return shingles;
    }

    /** In the order that processors have today: another one is turned byte by byte. */
    private static LongBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }
}
