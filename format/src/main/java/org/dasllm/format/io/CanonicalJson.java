package org.dasllm.format.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One spelling for JSON values that mean the same: keys sorted, no space, numbers without idle zeros. */
public final class CanonicalJson {
    private static final Pattern LIKE_ANOTHER_TYPE =
            Pattern.compile("(?s)\\s.*|.*\\s|[\\[{\"(].*|[-0-9].*|true|false|null|");

    private static final int MOST_PLACES = 20;

    private CanonicalJson() {}

    public static String of(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    /** The same, but a string without quotes where that cannot be taken for anything else. */
    public static String label(JsonNode node) {
        return node.isTextual() && !LIKE_ANOTHER_TYPE.matcher(node.textValue()).matches() ? node.textValue() : of(node);
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            out.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                out.append(separator)
                        .append(JsonNodeFactory.instance.textNode(field.getKey()))
                        .append(':');
                write(field.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(of(element)));
            out.append('[').append(String.join(",", elements)).append(']');
        } else if (node.isNumber()) {
            out.append(number(node.decimalValue().stripTrailingZeros()));
        } else {
            out.append(node);
        }
    }

    /** 2020 and not 2.02E+3, but no line of zeros for 1e300. */
    private static String number(BigDecimal number) {
        return Math.abs(number.scale()) <= MOST_PLACES ? number.toPlainString() : number.toString();
    }
}
