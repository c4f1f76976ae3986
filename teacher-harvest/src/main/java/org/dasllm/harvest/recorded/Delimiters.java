package org.dasllm.harvest.recorded;

import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.RecordedKeys;

/** Characters between columns that are often there when another one is configured. */
final class Delimiters {
    private static final String COMMON = ",;\t|";

    private Delimiters() {}

    /** A common delimiter in a text that is not the configured one. */
    static Optional<Character> in(String text, char configured) {
        return text.chars()
                .filter(c -> c != configured && COMMON.indexOf(c) >= 0)
                .mapToObj(c -> (char) c)
                .findFirst();
    }

    /** The common delimiter that a line has most of; a comma where it has none. */
    static char likeliest(String line) {
        char likeliest = ',';
        long most = 0;
        for (int i = 0; i < COMMON.length(); i++) {
            char each = COMMON.charAt(i);
            long count = line.chars().filter(c -> c == each).count();
            if (count > most) {
                likeliest = each;
                most = count;
            }
        }
        return likeliest;
    }

    /** @param what was found, before the delimiter's name */
    static DasllmException refuse(String what, char delimiter, RecordedKeys keys) {
        String name = delimiter == '\t' ? "a tab" : "'" + delimiter + "'";
        return DasllmException.input(
                what + " " + name + ", which looks like the delimiter",
                keys.set("delimiter", String.valueOf(delimiter)) + ", or correct the file");
    }
}
