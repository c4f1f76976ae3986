package org.dasllm.dataset.curate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/**
 * How the columns of a table are read as the keys of a sample. A column that has a key's name is that key: text, for {@code id} and
 * {@code group} also a whole number; {@code prompt} as the text of one message of the user, or as a list of messages; {@code attributes}
 * as a map of text; {@code tools}, {@code tokens} and {@code evidence} as text that is their JSON. Every other column of a simple type is an attribute.
 *
 * @param names of the columns that are read, in order
 * @param others those of them that are attributes
 */
record TableColumns(List<String> names, List<String> others) implements Serializable {
    private static final List<String> REQUIRED = List.of("id", "group", "prompt");
    private static final String PROMPT = "prompt";
    private static final String ATTRIBUTES = "attributes";
    private static final Set<String> JSON = Set.of("tools", "tokens", "evidence");
    private static final Set<String> TEXT_OR_NUMBER = Set.of("id", "group");
    private static final Set<DataType> WHOLE =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    TableColumns {
        names = List.copyOf(names);
        others = List.copyOf(others);
    }

    /**
     * Looks at the columns.
     *
     * @param source the table's name, for the message
     * @throws DasllmException when one is missing or cannot be what it is named after
     */
    static TableColumns of(StructType schema, String source) {
        List<String> found = List.of(schema.fieldNames());
        for (String name : REQUIRED) {
            if (!found.contains(name)) {
                throw DasllmException.input(
                        source + " has no column '" + name + "'; it has " + String.join(", ", found),
                        "Name the columns after a sample's keys, such as by a view");
            }
        }
        List<String> names = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (StructField field : schema.fields()) {
            // A dataset of ours, read again: its hashes say nothing about its rows as an input.
            if (field.name().equals(RowLine.HASH)) {
                continue;
            }
            boolean known = Arrays.asList(SampleColumns.SCHEMA.fieldNames()).contains(field.name());
            if (!fits(field, known)) {
                throw DasllmException.input(
                        "The column '" + field.name() + "' of " + source + " is "
                                + field.dataType().simpleString() + ", which cannot be "
                                + (known ? "a sample's " + field.name() : "an attribute"),
                        "Cast it, such as by a view, or leave it out");
            }
            names.add(field.name());
            if (!known) {
                others.add(field.name());
            }
        }
        return new TableColumns(names, others);
    }

    private static boolean fits(StructField field, boolean known) {
        DataType type = field.dataType();
        boolean text = type.equals(DataTypes.StringType);
        if (!known) {
            return !(type instanceof ArrayType || type instanceof MapType || type instanceof StructType)
                    && !type.equals(DataTypes.BinaryType);
        }
        if (field.name().equals(PROMPT)) {
            return text || messages(type);
        }
        if (field.name().equals(ATTRIBUTES)) {
            return type instanceof MapType map
                    && map.keyType().equals(DataTypes.StringType)
                    && map.valueType().equals(DataTypes.StringType);
        }
        return text || (TEXT_OR_NUMBER.contains(field.name()) && WHOLE.contains(type));
    }

    private static boolean messages(DataType type) {
        return type instanceof ArrayType array
                && array.elementType() instanceof StructType message
                && Stream.of(message.fields()).allMatch(part -> part.dataType().equals(DataTypes.StringType))
                && Set.of(message.fieldNames()).equals(Set.of("role", "content"));
    }

    /** The columns to select, in order; numbers, dates and the like as text. */
    List<Column> columns(StructType schema) {
        return names.stream()
                .map(name -> {
                    Column column = functions.col("`" + name.replace("`", "``") + "`");
                    boolean nested = schema.apply(name).dataType() instanceof ArrayType
                            || schema.apply(name).dataType() instanceof MapType;
                    return (nested ? column : column.cast(DataTypes.StringType)).as(name);
                })
                .toList();
    }

    /** A row of these columns as a line of JSON Lines. */
    TableLine line(Row row) {
        ObjectNode sample = Json.mapper().createObjectNode();
        ObjectNode attributes = Json.mapper().createObjectNode();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (row.isNullAt(i)) {
                continue;
            }
            if (others.contains(name)) {
                attributes.put(name, row.getString(i));
            } else if (name.equals(ATTRIBUTES)) {
                row.<String, String>getJavaMap(i).forEach(attributes::put);
            } else if (name.equals(PROMPT)) {
                prompt(sample, row, i);
            } else if (JSON.contains(name)) {
                try {
                    sample.set(name, Json.mapper().readTree(row.getString(i)));
                } catch (JsonProcessingException e) {
                    return new TableLine(shown(row), "the column " + name + " is not JSON");
                }
            } else {
                sample.put(name, row.getString(i));
            }
        }
        sample.set(ATTRIBUTES, attributes);
        return new TableLine(Json.line(sample), "");
    }

    private static void prompt(ObjectNode sample, Row row, int at) {
        if (row.get(at) instanceof String text) {
            // An empty text is an absent prompt and not a message without words.
            if (!text.isBlank()) {
                sample.putArray(PROMPT).addObject().put("role", "user").put("content", text);
            }
            return;
        }
        for (Row message : row.<Row>getList(at)) {
            sample.withArray(PROMPT)
                    .addObject()
                    .put("role", message.<String>getAs("role"))
                    .put("content", message.<String>getAs("content"));
        }
    }

    private static String shown(Row row) {
        return Stream.of(row.schema().fieldNames())
                .map(name -> name + "=" + row.getAs(name))
                .collect(Collectors.joining(", "));
    }
}
