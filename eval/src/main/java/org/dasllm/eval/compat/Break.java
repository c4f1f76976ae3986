package org.dasllm.eval.compat;

import java.util.List;

/**
 * A way in which new answers differ from what a product has been reading.
 *
 * @param field such as {@code lines[].amount}; {@code (answer)} for the answer as a whole
 * @param kind of the difference
 * @param severity what it does to a product
 * @param before what the old answers were, in words
 * @param count new answers that differ
 * @param of new answers that could
 * @param examples ids and what stands there, at most five
 */
public record Break(
        String field, Kind kind, Severity severity, String before, int count, int of, List<Example> examples) {

    /** What differs. */
    public enum Kind {
        UNPARSEABLE("cannot be parsed"),
        MISSING_KEY("a key is missing"),
        NEW_KEY("a key is new"),
        TYPE("a value has another type"),
        ENUMERATION("a value is none of the listed"),
        NULL_STYLE("nothing is written in another way"),
        KEY_ORDER("keys stand in another order"),
        NUMBER_STYLE("a number is written in another way"),
        DATE_STYLE("a date is written in another way"),
        LENGTH("is longer than any before"),
        FINISH_REASON("ends for another reason"),
        TOOL_NAME("calls another tool"),
        MISSING("there is no answer");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** How bad it is. */
    public enum Severity {
        /** A program that reads the old answers fails or misreads this one. */
        BREAKING,
        /** It may be read well; look at it. */
        NOTICE
    }

    /** An answer with what stands in it. */
    public record Example(String id, String found) {}
}
