package org.dasllm.privacy.mask;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;
import org.dasllm.privacy.detect.Finding;
import org.jspecify.annotations.Nullable;

/** What masking has to know of a text that is JSON from end to end: an object or an array, or several one after another. */
final class JsonText {
    /** The evidence of a finding that is a bare number of JSON. */
    static final String NUMBER = "a number of JSON";

    private JsonText() {}

    /** The value as it stands inside a string of JSON. */
    static String escape(String value) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value));
    }

    /** Whether a text is JSON from end to end. */
    static boolean is(String text) {
        return numbers(text) != null;
    }

    /** The same findings; in JSON, one that touches a bare number takes all of it, its sign included, and is marked. */
    static List<Finding> widenToNumbers(String text, List<Finding> findings) {
        Map<Integer, Integer> numbers = findings.isEmpty() ? null : numbers(text);
        if (numbers == null) {
            return findings;
        }
        TreeMap<Integer, Integer> byBegin = new TreeMap<>(numbers);
        List<Finding> widened = new ArrayList<>();
        for (Finding finding : findings) {
            Map.Entry<Integer, Integer> number = byBegin.floorEntry(finding.begin());
            boolean inside = number != null && finding.begin() < number.getValue();
            boolean again = inside
                    && !widened.isEmpty()
                    && widened.get(widened.size() - 1).end() > finding.begin();
            if (!again) {
                widened.add(inside ? new Finding(finding.kind(), number.getKey(), number.getValue(), NUMBER) : finding);
            }
        }
        return widened;
    }

    /** Begin and end of all bare numbers; null where the text is not JSON. */
    private static @Nullable Map<Integer, Integer> numbers(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return null;
        }
        Map<Integer, Integer> numbers = new TreeMap<>();
        try (JsonParser parser = Json.mapper().getFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    int begin = (int) parser.currentTokenLocation().getCharOffset();
                    numbers.put(begin, begin + parser.getTextLength());
                }
            }
        } catch (IOException e) {
            return null;
        }
        return numbers;
    }
}
