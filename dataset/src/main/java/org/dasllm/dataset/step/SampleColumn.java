package org.dasllm.dataset.step;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record as a column: text as text, a map of texts as a map, a list of records of texts as an array of
 * structs. Anything else is its JSON.
 */
abstract class SampleColumn {
    private final RecordComponent component;
    private final DataType type;

    private SampleColumn(RecordComponent component, DataType type) {
        this.component = component;
        this.type = type;
    }

    static SampleColumn of(RecordComponent component) {
        Type generic = component.getGenericType();
        if (generic == String.class) {
            return component.getAccessor().isAnnotationPresent(JsonSerialize.class)
                    ? new JsonText(component)
                    : new Text(component);
        }
        List<Type> arguments =
                generic instanceof ParameterizedType type ? List.of(type.getActualTypeArguments()) : List.of();
        if (component.getType() == Map.class && arguments.equals(List.of(String.class, String.class))) {
            return new Texts(component);
        }
        if (component.getType() == List.class && arguments.get(0) instanceof Class<?> element && ofTexts(element)) {
            return new Structs(component, element);
        }
        return new Tree(component);
    }

    private static boolean ofTexts(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents()).allMatch(part -> part.getType() == String.class);
    }

    final String name() {
        return component.getName();
    }

    final DataType type() {
        return type;
    }

    /** The component's value as Spark takes it. */
    final @Nullable Object value(Record record) {
        Object value = invoke(component, record);
        return value == null ? null : written(value);
    }

    /**
     * The component of a row's sample as its record's JSON has it; nothing where it is null.
     *
     * @param row has the columns of {@link SampleColumns#SCHEMA}, perhaps among others
     */
    final void write(JsonGenerator out, Row row) throws IOException {
        int index = row.fieldIndex(name());
        if (!row.isNullAt(index)) {
            out.writeFieldName(name());
            write(out, row, index);
        }
    }

    abstract Object written(Object value);

    abstract void write(JsonGenerator out, Row row, int index) throws IOException;

    private static @Nullable Object invoke(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of a record can be read: " + component, e);
        }
    }

    private static class Text extends SampleColumn {
        Text(RecordComponent component) {
            super(component, DataTypes.StringType);
        }

        @Override
        Object written(Object value) {
            return value;
        }

        @Override
        void write(JsonGenerator out, Row row, int index) throws IOException {
            out.writeString(row.getString(index));
        }
    }

    /** A text that is JSON in a record's JSON. */
    private static final class JsonText extends Text {
        JsonText(RecordComponent component) {
            super(component);
        }

        @Override
        void write(JsonGenerator out, Row row, int index) throws IOException {
            out.writeTree(Json.mapper().readTree(row.getString(index)));
        }
    }

    private static final class Texts extends SampleColumn {
        Texts(RecordComponent component) {
            super(component, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false));
        }

        @Override
        @SuppressWarnings("unchecked")
        Object written(Object value) {
            return SortedMap.of((Map<String, String>) value);
        }

        @Override
        void write(JsonGenerator out, Row row, int index) throws IOException {
            // The mapper sorts it by its keys.
            out.writePOJO(row.getJavaMap(index));
        }
    }

    private static final class Structs extends SampleColumn {
        private final RecordComponent[] parts;

        Structs(RecordComponent component, Class<?> element) {
            super(component, DataTypes.createArrayType(struct(element), false));
            this.parts = element.getRecordComponents();
        }

        private static StructType struct(Class<?> element) {
            StructType type = new StructType();
            for (RecordComponent part : element.getRecordComponents()) {
                type = type.add(part.getName(), DataTypes.StringType, false);
            }
            return type;
        }

        @Override
        Object written(Object value) {
            return ((List<?>) value)
                    .stream()
                            .map(element -> RowFactory.create(Arrays.stream(parts)
                                    .map(part -> invoke(part, element))
                                    .toArray()))
                            .toArray(Row[]::new);
        }

        @Override
        void write(JsonGenerator out, Row row, int index) throws IOException {
            out.writeStartArray();
            for (Row element : row.<Row>getList(index)) {
                out.writeStartObject();
                for (int i = 0; i < parts.length; i++) {
                    out.writeStringField(parts[i].getName(), element.getString(i));
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }

    private static final class Tree extends SampleColumn {
        Tree(RecordComponent component) {
            super(component, DataTypes.StringType);
        }

        @Override
        Object written(Object value) {
            return Json.line(value);
        }

        @Override
        void write(JsonGenerator out, Row row, int index) throws IOException {
            // It may be most of the row, and is as the record's JSON has it.
            out.writeRawValue(row.getString(index));
        }
    }
}
