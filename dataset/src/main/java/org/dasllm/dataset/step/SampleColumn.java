package org.dasllm.dataset.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
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
            return new Text(component);
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

    /** The component's value in a row. */
    final @Nullable Object read(Row row) {
        int index = row.fieldIndex(name());
        return row.isNullAt(index) ? null : read(row, index);
    }

    abstract Object written(Object value);

    abstract Object read(Row row, int index);

    private static @Nullable Object invoke(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of a record can be read: " + component, e);
        }
    }

    private static final class Text extends SampleColumn {
        Text(RecordComponent component) {
            super(component, DataTypes.StringType);
        }

        @Override
        Object written(Object value) {
            return value;
        }

        @Override
        Object read(Row row, int index) {
            return row.getString(index);
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
        Object read(Row row, int index) {
            return row.<String, String>getJavaMap(index);
        }
    }

    private static final class Structs extends SampleColumn {
        private final RecordComponent[] parts;
        private final Constructor<?> constructor;

        Structs(RecordComponent component, Class<?> element) {
            super(component, DataTypes.createArrayType(struct(element), false));
            this.parts = element.getRecordComponents();
            try {
                this.constructor = element.getDeclaredConstructor(
                        Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every record has a constructor of its components", e);
            }
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
        Object read(Row row, int index) {
            List<Object> elements = new ArrayList<>();
            for (Row element : row.<Row>getList(index)) {
                Object[] values = new Object[parts.length];
                Arrays.setAll(values, element::get);
                try {
                    elements.add(constructor.newInstance(values));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("a struct is not the record that it was written from", e);
                }
            }
            return elements;
        }
    }

    private static final class Tree extends SampleColumn {
        private final JavaType java;

        Tree(RecordComponent component) {
            super(component, DataTypes.StringType);
            this.java = Json.mapper().constructType(component.getGenericType());
        }

        @Override
        Object written(Object value) {
            return Json.line(value);
        }

        @Override
        Object read(Row row, int index) {
            try {
                return Json.mapper().readValue(row.getString(index), java);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("JSON of ours cannot be read back", e);
            }
        }
    }
}
