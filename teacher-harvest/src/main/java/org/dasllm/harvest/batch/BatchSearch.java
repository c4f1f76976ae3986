package org.dasllm.harvest.batch;

/** What came of looking for a batch at its vendor. */
public sealed interface BatchSearch {

    /** It is there. */
    record Found(String id) implements BatchSearch {}

    /** It may be one of those whose requests the vendor does not show yet. */
    record Undecided(String words) implements BatchSearch {}

    /** The vendor shows no such batch. */
    record Absent() implements BatchSearch {}
}
