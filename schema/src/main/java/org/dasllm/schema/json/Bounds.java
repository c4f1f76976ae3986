package org.dasllm.schema.json;

/** What a schema and a check may need. Far above real schemas and answers; far below what hurts. */
final class Bounds {
    /** Nesting of a schema's JSON. */
    static final int DEEPEST_SCHEMA = 200;

    /** Values in a schema's JSON. */
    static final int LARGEST_SCHEMA = 100_000;

    /** Keywords within keywords while one value is checked. */
    static final int DEEPEST_CHECK = 1_000;

    /** Steps of one check: a character read by a regular expression is one, a keyword is {@link #STEPS_PER_KEYWORD}. */
    static final long STEPS = 20_000_000;

    static final long STEPS_PER_KEYWORD = 20;

    /** What a check reports at most. */
    static final int MOST_VIOLATIONS = 100;

    private Bounds() {}
}
