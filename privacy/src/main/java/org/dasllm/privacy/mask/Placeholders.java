package org.dasllm.privacy.mask;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.dasllm.privacy.detect.Finding;

/**
 * The placeholders of one sample: a value has the same one in its prompt, all its messages and its answer. Masking the same
 * texts in the same order always gives the same placeholders. For one thread at a time.
 *
 * <p>The values stay inside: {@link #toString()} counts them, nothing lists them.
 */
public final class Placeholders {
    private final Masking masking;
    private final PlaceholderSyntax syntax;
    private final Map<String, Map<String, Integer>> numbers = new TreeMap<>();
    private final Map<String, String> values = new HashMap<>();

    /** Those of the values that were found in JSON, and are written there as JSON writes them: a private key with {@code \\n} for its line breaks. */
    private final Set<String> escaped = new HashSet<>();

    Placeholders(Masking masking, PlaceholderSyntax syntax) {
        this.masking = masking;
        this.syntax = syntax;
    }

    /** The text with placeholders for everything that was found in it. */
    public String mask(String text) {
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (Finding finding : masking.find(text)) {
            String value = text.substring(finding.begin(), finding.end());
            boolean asNumber = finding.evidence().equals(JsonText.NUMBER);
            if (value.indexOf('\\') >= 0 && JsonText.is(text)) {
                escaped.add(value);
            }
            masked.append(text, copied, finding.begin()).append(placeholder(finding.kind(), value, asNumber));
            copied = finding.end();
        }
        return masked.append(text, copied, text.length()).toString();
    }

    /**
     * The text with the values again; what was masked here comes back char for char. An answer may name a placeholder many
     * times, not at all, in other case or with a blank for an underscore; one that this sample does not have stays as it
     * is and is reported.
     */
    public Restored restore(String text) {
        return restore(text, value -> value);
    }

    /** The same for a text that is JSON: a value with a quotation mark in it is escaped, so that the text still parses, unless it was found in JSON. */
    public Restored restoreJson(String text) {
        return restore(text, value -> escaped.contains(value) ? value : JsonText.escape(value));
    }

    private Restored restore(String text, UnaryOperator<String> written) {
        TreeSet<String> used = new TreeSet<>();
        TreeSet<String> invented = new TreeSet<>();
        String restored = syntax.replace(text, name -> {
            String value = values.get(name);
            (value == null ? invented : used).add(name);
            return value == null ? null : written.apply(value);
        });
        return new Restored(restored, used, invented);
    }

    /** How many different values of each kind were masked, by kind. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        numbers.forEach((kind, ofKind) -> counts.put(kind, ofKind.size()));
        return counts;
    }

    @Override
    public String toString() {
        return "placeholders " + counts();
    }

    private String placeholder(String kind, String value, boolean asNumber) {
        Map<String, Integer> ofKind = numbers.computeIfAbsent(kind, k -> new HashMap<>());
        int number = ofKind.computeIfAbsent(value, v -> ofKind.size() + 1);
        values.put(PlaceholderSyntax.write(kind, number, false), value);
        return PlaceholderSyntax.write(kind, number, asNumber);
    }
}
