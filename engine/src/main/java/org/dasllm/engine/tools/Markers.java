package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.automaton.Production;

/**
 * The words of a syntax that stand around calls. A model has a token of its own for a marker, or spells it as text. To readers a
 * marker is one character that is in no text: one of Unicode's noncharacters from U+FDD0 on.
 */
final class Markers {
    private static final char FIRST = '\uFDD0';
    private static final char LAST = '\uFDEF';
    private static final char REPLACEMENT = '\uFFFD';

    private final List<String> markers;
    private final Map<Integer, Integer> places = new TreeMap<>();

    private Markers(List<String> markers) {
        this.markers = List.copyOf(markers);
    }

    /** Markers that are all spelled. */
    static Markers spelled(List<String> markers) {
        return new Markers(markers);
    }

    /** Markers with the tokens that a tokenizer has for them. */
    static Markers of(List<String> markers, Tokenizer tokenizer) {
        Markers found = new Markers(markers);
        for (int i = 0; i < markers.size(); i++) {
            int[] ids = tokenizer.encode(markers.get(i), false);
            if (ids.length == 1 && tokenizer.id(markers.get(i)).isPresent()) {
                found.places.put(ids[0], i);
            }
        }
        return found;
    }

    /** The ids of markers that are tokens. */
    Set<Integer> tokens() {
        return places.keySet();
    }

    /** What readers have for a marker. */
    char character(String marker) {
        return (char) (FIRST + markers.indexOf(marker));
    }

    static boolean isMarker(char c) {
        return c >= FIRST && c <= LAST;
    }

    boolean isToken(String marker) {
        return places.containsValue(markers.indexOf(marker));
    }

    /** The token of a marker that is one. */
    int token(String marker) {
        int place = markers.indexOf(marker);
        return places.entrySet().stream()
                .filter(entry -> entry.getValue() == place)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** A marker in a grammar. */
    Production production(String marker) {
        return isToken(marker) ? new Production.Control(token(marker)) : new Production.Literal(marker);
    }

    /** What readers take, as people read it. */
    String spelled(CharSequence text) {
        StringBuilder spelled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isMarker(c) && c - FIRST < markers.size()) {
                spelled.append(markers.get(c - FIRST));
            } else {
                spelled.append(c);
            }
        }
        return spelled.toString();
    }

    /** Markers that are spelled in a whole text become their characters, whether tokens exist for them or not. */
    String marked(String text) {
        String marked = text;
        for (String marker : markers) {
            marked = marked.replace(marker, String.valueOf(character(marker)));
        }
        return marked;
    }

    /** The markers that are spelled in answers, since there is no token for them. */
    List<String> spelledOnes() {
        return markers.stream().filter(marker -> !isToken(marker)).toList();
    }

    /**
     * Decodes tokens, with markers' tokens as their characters. Text that has such characters of its own gets U+FFFD instead.
     *
     * @param decode leaves control tokens out
     */
    String decode(int[] ids, Function<int[], String> decode) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= ids.length; i++) {
            Integer place = i < ids.length ? places.get(ids[i]) : null;
            if (i == ids.length || place != null) {
                if (i > from) {
                    text.append(withoutMarkers(decode.apply(Arrays.copyOfRange(ids, from, i))));
                }
                if (place != null) {
                    text.append((char) (FIRST + place));
                }
                from = i + 1;
            }
        }
        return text.toString();
    }

    private static String withoutMarkers(String text) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (isMarker(text.charAt(i))) {
                found.add(i);
            }
        }
        if (found.isEmpty()) {
            return text;
        }
        StringBuilder changed = new StringBuilder(text);
        found.forEach(i -> changed.setCharAt(i, REPLACEMENT));
        return changed.toString();
    }
}
