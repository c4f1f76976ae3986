package org.dasllm.onednn.loss;

import java.nio.ByteBuffer;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Targets;

/** The loss of rows of logits, which in a training pass are turned into its gradient. */
interface LogitLoss {
    /** One row of logits after the soft cap, its greatest one, and the token that it is to predict. */
    record Row(ByteBuffer data, int offset, int count, float max, int token) {
        float logit(int other) {
            return data.getFloat(offset + other * Float.BYTES);
        }
    }

    /** Makes ready for some rows that are looked at next. */
    default void begin(int[] rows) {}

    /**
     * The loss of the i-th of the rows of {@link #begin}.
     *
     * @param row its number among all rows
     */
    double run(WorkerScratch worker, int i, int row, Row logits);

    /** @param most rows that will be looked at together at most */
    static LogitLoss of(OpenPass pass, Head head, Targets targets, int most) {
        Distillation distillation = targets.distillation();
        if (distillation == null) {
            return new CrossEntropy(head.softCap(), pass.training());
        }
        if (distillation.teacher() instanceof Distillation.LocalTeacher local) {
            return new LocalDistillation(pass, head.softCap(), distillation, local, most);
        }
        return new RecordedDistillation(head.softCap(), pass.training(), distillation);
    }
}
