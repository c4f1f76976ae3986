package org.dasllm.format.io;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
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
                quote(field.getKey(), out.append(separator));
                out.append(':');
                write(field.getValue(), out);
                separator = ",";
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            String separator = "";
            for (JsonNode element : node) {
                write(element, out.append(separator));
                separator = ",";
            }
            out.append(']');
        } else if (node.isTextual()) {
            quote(node.textValue(), out);
        } else if (node.isNumber()) {
            out.append(number(node.decimalValue().stripTrailingZeros()));
        } else {
            out.append(node);
        }
    }

    /** As Jackson writes a text: nothing is escaped that need not be. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /** 2020 and not 2.02E+3, but no line of zeros for 1e300. */
    private static String number(BigDecimal number) {
        return Math.abs(number.scale()) <= MOST_PLACES ? number.toPlainString() : number.toString();
    }
}
