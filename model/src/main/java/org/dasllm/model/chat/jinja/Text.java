package org.dasllm.model.chat.jinja;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text that remembers of every character whether it is content, which somebody wrote into a message, or the template's
 * own. Texts of equal characters are equal: a template cannot tell where one is from.
 */
final class Text implements Comparable<Text> {
    static final Text EMPTY = own("");

    private static final String OWN = "\0";
    private static final String CONTENT = "\1";

    private final String characters;
    /** As long as the characters; slicing and joining it beside them keeps the two together. */
    private final String origins;

    Text(String characters, String origins) {
        this.characters = characters;
        this.origins = origins;
    }

    /** The template's own. */
    static Text own(String characters) {
        return new Text(characters, OWN.repeat(characters.length()));
    }

    /** What stands in a message. */
    static Text content(String characters) {
        return new Text(characters, CONTENT.repeat(characters.length()));
    }

    String characters() {
        return characters;
    }

    String origins() {
        return origins;
    }

    int length() {
        return characters.length();
    }

    boolean isEmpty() {
        return characters.isEmpty();
    }

    Text part(int begin, int end) {
        return new Text(characters.substring(begin, end), origins.substring(begin, end));
    }

    Text from(int begin) {
        return part(begin, length());
    }

    Text plus(Text other) {
        return new Text(characters + other.characters, origins + other.origins);
    }

    Text repeat(int count) {
        return new Text(characters.repeat(count), origins.repeat(count));
    }

    /** The parts before, between and after places; a place is [begin, end). */
    List<Text> without(List<int[]> places) {
        List<Text> parts = new ArrayList<>();
        int from = 0;
        for (int[] place : places) {
            parts.add(part(from, place[0]));
            from = place[1];
        }
        parts.add(from(from));
        return parts;
    }

    static Text join(List<Text> texts, Text separator) {
        TextBuilder joined = new TextBuilder();
        for (int i = 0; i < texts.size(); i++) {
            joined.append(i == 0 ? EMPTY : separator).append(texts.get(i));
        }
        return joined.text();
    }

    /** Changes the characters, such as to upper case, run by run of the same origin: the number of them may change. */
    Text changed(UnaryOperator<String> change) {
        TextBuilder changed = new TextBuilder();
        int begin = 0;
        while (begin < length()) {
            int end = begin + 1;
            while (end < length() && origins.charAt(end) == origins.charAt(begin)) {
                end++;
            }
            changed.append(change.apply(characters.substring(begin, end)), origins.charAt(begin));
            begin = end;
        }
        return changed.text();
    }

    /** Which characters are content. */
    BitSet content() {
        BitSet content = new BitSet(length());
        for (int i = origins.indexOf(CONTENT); i >= 0; i = origins.indexOf(CONTENT, i + 1)) {
            content.set(i);
        }
        return content;
    }

    @Override
    public int compareTo(Text other) {
        return characters.compareTo(other.characters);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && characters.equals(text.characters);
    }

    @Override
    public int hashCode() {
        return characters.hashCode();
    }

    @Override
    public String toString() {
        return characters;
    }
}
