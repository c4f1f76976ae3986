package org.dasllm.dataset.step;

import java.io.Serializable;

/**
 * A step that looks at one sample alone, while it is read. Those behind the split see a sample twice, in the test set and in the training
 * set, since the split is not known yet; so they tell these two apart alone, and change nothing but {@link SampleColumns#TEXTS}. All tasks of
 * an executor use one step at once.
 */
public interface RowStep extends CurationStep, Serializable {
    /** The candidate, perhaps with something added or replaced, where it is kept; a {@link Rejection} where it is dropped. */
    Decision decide(Candidate candidate);

    /** Whether a person's decision to keep a row counts for more than this step's rejection. */
    default boolean peopleMayOverrule() {
        return false;
    }
}
