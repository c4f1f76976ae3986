package org.dasllm.format.io;

import java.util.regex.Pattern;

/** File names and other words in commands that a message proposes. */
public final class ShellName {
    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=-]+");

    private ShellName() {}

    /** The name as a shell takes it for one word. */
    public static String of(String name) {
        return PLAIN.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    /** A name for a new file beside the old one: {@code a.csv} and {@code utf8} make {@code a-utf8.csv}. */
    static String beside(String name, String word) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1
                ? name.substring(0, dot) + "-" + word + name.substring(dot)
                : name + "-" + word;
    }

    /** The name without the ending that says how the file is packed, or a name beside it. */
    static String unpacked(String name, String ending) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : beside(name, "unpacked");
    }
}
