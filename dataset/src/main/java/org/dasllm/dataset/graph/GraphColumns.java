package org.dasllm.dataset.graph;

/** The columns in which the steps of this package leave what they found; null in rows that were dropped before. */
public final class GraphColumns {
    /** A hash that equal prompts share. */
    public static final String PROMPT_KEY = "promptKey";

    /** The set of the prompt's shingles, as {@link ShingleColumns} writes it, until {@link ShingleSets} has it, and its hash. */
    static final String SET = "shingles";

    static final String SET_KEY = "shinglesKey";

    /** A hash of the group's name. */
    static final String GROUP_KEY = "groupKey";

    /** The least name among the groups that are connected with the row's group, itself included. */
    public static final String COMPONENT = "component";

    /** Whether the row's group is connected with another one. */
    public static final String CONNECTED = "connected";

    private GraphColumns() {}
}
