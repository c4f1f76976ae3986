package org.dasllm.eval.analysis;

import java.util.function.UnaryOperator;

/** How personal data are taken out of texts that are shown. */
@FunctionalInterface
public interface Masks {
    /** Texts stay as they are. */
    Masks NONE = UnaryOperator::identity;

    /** What masks the texts of one question and its answers, in which the same value gets the same placeholder. */
    UnaryOperator<String> next();
}
