package org.dasllm.dataset.step;

import java.io.Serializable;

/**
 * A step that looks at one sample alone. Steps that stand side by side in the list share one pass over the rows; those before
 * the first {@link DatasetStep} see a sample while it is read. The sample's tokens are there for those alone: later they are
 * carried along unread, and null in what a step sees. All tasks of an executor use one step at once.
 */
public interface RowStep extends CurationStep, Serializable {
    /** The candidate, perhaps with something added or replaced, where it is kept; a {@link Rejection} where it is dropped. */
    Decision decide(Candidate candidate);

    /** Whether a person's decision to keep a row counts for more than this step's rejection. */
    default boolean peopleMayOverrule() {
        return false;
    }
}
