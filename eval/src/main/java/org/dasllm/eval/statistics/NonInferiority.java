package org.dasllm.eval.statistics;

import org.dasllm.format.evaluation.Interval;

/** Is the student not worse than the teacher by the margin or more? */
public enum NonInferiority {
    /** The whole interval lies above −margin. */
    SHOWN,
    /** The interval reaches −margin: the student may be worse by that much. */
    NOT_SHOWN,
    /** The whole interval lies at or below −margin: the student is worse. */
    INFERIOR;

    /** @param difference the interval of student − teacher at confidence 1 − 2α for a one-sided test at level α */
    public static NonInferiority decide(Interval difference, double margin) {
        if (difference.lower() > -margin) {
            return SHOWN;
        }
        return difference.upper() <= -margin ? INFERIOR : NOT_SHOWN;
    }
}
