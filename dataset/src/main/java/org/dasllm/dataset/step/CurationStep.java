package org.dasllm.dataset.step;

import java.util.List;

/** A step of the curation. Names, the codes of reasons and the names of evidence are each unique in a list of steps. */
public interface CurationStep {
    /** As written on the dataset card, such as {@code repeated-prompts}. */
    String name();

    /** Raised whenever the same row may fare otherwise, so that two datasets can be distinguished. */
    default String version() {
        return "1";
    }

    /** Why it drops rows, in the order in which it looks. It gives no other reason. */
    List<Reason> reasons();

    /** What it counts for the dataset card. */
    default List<Evidence> evidence() {
        return List.of();
    }

    /** What must hold of the finished rows because of it. */
    default List<KeyCheck> checks() {
        return List.of();
    }
}
