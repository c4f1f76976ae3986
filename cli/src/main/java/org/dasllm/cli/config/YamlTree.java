package org.dasllm.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.ConfigSource.Place;
import org.dasllm.format.config.Problems;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns YAML's nodes into a tree of JSON, and keeps the line of each and its spelling. */
final class YamlTree {
    /** Deeper than any configuration, and an end for a value that is an alias of itself. */
    private static final int MAX_NESTING = 40;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String file;
    private final Problems problems;
    private final Map<JsonPointer, Place> places = new HashMap<>();

    private YamlTree(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The whole of a file; keys that are there twice are noted as problems. */
    static ConfigSource of(MappingNode root, String file, Problems problems) {
        YamlTree tree = new YamlTree(file, problems);
        JsonNode json = tree.convert(root, JsonPointer.empty(), "", 0);
        return new ConfigSource(json, file, tree.places);
    }

    private JsonNode convert(Node node, JsonPointer at, String path, int depth) {
        String where = where(node.getStartMark());
        places.putIfAbsent(at, new Place(where, node instanceof ScalarNode scalar ? scalar.getValue() : null));
        if (depth > MAX_NESTING) {
            problems.add(where, "'" + path + "' is nested too deeply");
            return JSON.nullNode();
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, at, path, depth);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            List<Node> items = sequence.getValue();
            for (int i = 0; i < items.size(); i++) {
                array.add(convert(items.get(i), at.appendIndex(i), path + "[" + i + "]", depth + 1));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping, JsonPointer at, String path, int depth) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = ConfigurationFile.name(tuple);
            String name = path.isEmpty() ? key : path + "." + key;
            JsonPointer below = at.appendProperty(key);
            String where = where(tuple.getKeyNode().getStartMark());
            if (object.has(key)) {
                problems.addTwice(where, name);
                continue;
            }
            // A section stands where its key does, not where its first value is.
            boolean single = tuple.getValueNode() instanceof ScalarNode;
            places.put(below, new Place(where, single ? ((ScalarNode) tuple.getValueNode()).getValue() : null));
            object.set(key, convert(tuple.getValueNode(), below, name, depth + 1));
        }
        return object;
    }

    /** A plain scalar of YAML is of JSON's type where JSON can say the same; anything else is its text. */
    private static JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Set.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
        }
        String digits = text.replace("_", "");
        if (tag.equals(Tag.INT) && digits.matches("[-+]?[0-9]{1,40}")) {
            return whole(new BigInteger(digits));
        }
        if (tag.equals(Tag.FLOAT) && digits.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]{1,4})?|[-+]?[0-9]+\\.")) {
            return JSON.numberNode(new BigDecimal(digits));
        }
        return JSON.textNode(text);
    }

    private static JsonNode whole(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            long value = number.longValue();
            return (int) value == value ? JSON.numberNode((int) value) : JSON.numberNode(value);
        }
        return JSON.numberNode(number);
    }

    /** A value from --set carries the option as its name; one from the file carries its line. */
    private String where(Mark mark) {
        return mark.getName().startsWith("--set") ? mark.getName() : file + ":" + (mark.getLine() + 1);
    }
}
