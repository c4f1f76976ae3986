package org.dasllm.schema.shape;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.schema.text.Subsets;
import org.dasllm.schema.text.TextAutomaton;

/**
 * The types of JSON as they stand in plain text, without quotes around strings. A text is read as the first of a value's types that it
 * looks like, so strings come last. Templates in Python write True, False and None.
 */
public enum PlainType {
    NULL("null|None"),
    BOOLEAN("true|false|True|False"),
    NUMBER("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"),
    ARRAY("\\[[\\s\\S]*"),
    OBJECT("\\{[\\s\\S]*"),
    STRING("[\\s\\S]*");

    private final String expression;
    private final Pattern pattern;

    PlainType(String expression) {
        this.expression = expression;
        this.pattern = Pattern.compile(expression);
    }

    /** The type that a text is read as, where its value may have any of some; a string where it looks like none of them. */
    public static PlainType of(String text, Set<PlainType> allowed) {
        for (PlainType type : values()) {
            if (allowed.contains(type) && type.pattern.matcher(text).matches()) {
                return type;
            }
        }
        return STRING;
    }

    /** The JSON of a null, boolean or number. */
    public static String json(String text) {
        return text.equals("None") ? "null" : text.toLowerCase(Locale.ROOT);
    }

    /** The texts that look like this type, and more for arrays and objects: those that begin like one. */
    public TextAutomaton texts() {
        return Subsets.matching(expression);
    }
}
