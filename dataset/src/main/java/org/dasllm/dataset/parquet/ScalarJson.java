package org.dasllm.dataset.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/** One value of Parquet as JSON, by Parquet's LogicalTypes.md. */
final class ScalarJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private final Path file;

    ScalarJson(Path file) {
        this.file = file;
    }

    JsonNode of(PrimitiveType type, Group group, int field, int index) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> NODES.booleanNode(group.getBoolean(field, index));
            case INT32 -> whole(meaning, group.getInteger(field, index), 32);
            case INT64 -> whole(meaning, group.getLong(field, index), 64);
            case FLOAT -> floating(group.getFloat(field, index), Float.toString(group.getFloat(field, index)));
            case DOUBLE -> floating(group.getDouble(field, index), Double.toString(group.getDouble(field, index)));
            case INT96 -> NODES.textNode(timestamp(group.getInt96(field, index)).toString());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(type, meaning, group.getBinary(field, index));
        };
    }

    private static JsonNode whole(@Nullable LogicalTypeAnnotation meaning, long value, int bits) {
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            return NODES.numberNode(BigDecimal.valueOf(value, decimal.getScale()));
        }
        if (meaning instanceof DateLogicalTypeAnnotation) {
            return NODES.textNode(LocalDate.ofEpochDay(value).toString());
        }
        if (meaning instanceof TimeLogicalTypeAnnotation time) {
            return NODES.textNode(
                    LocalTime.MIDNIGHT.plus(value, unit(time.getUnit())).toString());
        }
        if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
            Instant instant = Instant.EPOCH.plus(value, unit(timestamp.getUnit()));
            return NODES.textNode(
                    timestamp.isAdjustedToUTC()
                            ? instant.toString()
                            : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString());
        }
        if (meaning instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
            return bits == 32
                    ? NODES.numberNode(Integer.toUnsignedLong((int) value))
                    : NODES.numberNode(new BigInteger(Long.toUnsignedString(value)));
        }
        return NODES.numberNode(value);
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    private static JsonNode floating(double value, String spelling) {
        return Double.isNaN(value) || Double.isInfinite(value)
                ? NODES.nullNode()
                : NODES.numberNode(new BigDecimal(spelling));
    }

    /** Nanoseconds of the day and Julian day, as Impala and older versions of Spark wrote times. */
    private static Instant timestamp(Binary value) {
        ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong();
        long day = bytes.getInt() - JULIAN_DAY_OF_1970;
        return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos);
    }

    private JsonNode bytes(PrimitiveType type, @Nullable LogicalTypeAnnotation meaning, Binary value) {
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            return NODES.numberNode(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
        }
        if (meaning instanceof UUIDLogicalTypeAnnotation) {
            ByteBuffer bytes = value.toByteBuffer();
            return NODES.textNode(new UUID(bytes.getLong(), bytes.getLong()).toString());
        }
        try {
            return NODES.textNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(value.toByteBuffer())
                    .toString());
        } catch (CharacterCodingException e) {
            throw DasllmException.input(
                    file + ": the column '" + type.getName() + "' holds bytes that are no UTF-8 text",
                    "Write the file without that column",
                    e);
        }
    }
}
