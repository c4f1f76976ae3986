package org.dasllm.format.evaluation;

import org.dasllm.format.version.FileKind;

/** The files of an evaluation that other stages and later programs read. */
public final class EvaluationFiles {
    /** {@code plan.json}, an {@link EvaluationPlan}. */
    public static final FileKind PLAN = new FileKind("the plan of an evaluation", "version", 1);

    /** {@code report.json}; this package's description has its components. */
    public static final FileKind REPORT = new FileKind("the report of an evaluation", "version", 1);

    private EvaluationFiles() {}
}
