package org.dasllm.dataset.step;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * A sample's fields as columns. They are listed in one place, the components of {@link Sample}: a component more there is a
 * column more here, in the Parquet files and in the JSON Lines.
 */
public final class SampleColumns {
    private static final List<SampleColumn> FIELDS = Arrays.stream(Sample.class.getRecordComponents())
            .map(SampleColumn::of)
            .toList();

    /** What the steps over all rows look at, so that it goes through them with each row. */
    private static final Set<String> LOOKED_AT = Set.of("id", "group", "split", "attributes", "source");

    private static final List<SampleColumn> TEXT_FIELDS =
            FIELDS.stream().filter(field -> !LOOKED_AT.contains(field.name())).toList();

    /** The columns in the order of the components. Each may be null, where a line could not be read. */
    public static final StructType SCHEMA = schema(FIELDS);

    /** Those that no step over all rows looks at, prompts and answers above all. They are most of a row. */
    public static final StructType TEXTS = schema(TEXT_FIELDS);

    private SampleColumns() {}

    private static StructType schema(List<SampleColumn> fields) {
        StructType type = new StructType();
        for (SampleColumn field : fields) {
            type = type.add(field.name(), field.type());
        }
        return type;
    }

    /** All columns, in order. */
    public static Column[] columns() {
        return FIELDS.stream().map(field -> functions.col(field.name())).toArray(Column[]::new);
    }

    /** The sample's values by column. */
    public static Map<String, @Nullable Object> values(Sample sample) {
        Map<String, @Nullable Object> values = new HashMap<>();
        FIELDS.forEach(field -> values.put(field.name(), field.value(sample)));
        return values;
    }

    /** The sample's {@link #TEXTS} as a struct. */
    public static Row texts(Sample sample) {
        return RowFactory.create(
                TEXT_FIELDS.stream().map(field -> field.value(sample)).toArray());
    }

    /**
     * The line that a row's sample has in JSON Lines, which is that of its record.
     *
     * @param row has these columns, perhaps among others
     */
    public static String line(Row row) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = Json.mapper().createGenerator(line)) {
            out.writeStartObject();
            for (SampleColumn field : FIELDS) {
                field.write(out, row);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return line.toString();
    }

    /** The messages of a value of the column {@code prompt}. */
    public static List<Message> messages(Seq<Row> prompt) {
        List<Message> messages = new ArrayList<>();
        for (Iterator<Row> rows = prompt.iterator(); rows.hasNext(); ) {
            Row row = rows.next();
            messages.add(new Message(row.getString(0), row.getString(1)));
        }
        return messages;
    }
}
