package org.dasllm.tensor.reference;

import java.util.Arrays;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.dasllm.tensor.device.RowLosses;

/**
 * The head's logits of the rows that have a target, and their loss. This device holds all logits at once, and their
 * gradient from the forward on, for simplicity.
 */
final class HeadLoss extends RowLosses {
    private final ReferencePass pass;
    private final SelectResult selected;
    private final LinearResult logits;

    /** Of the sum, with respect to the logits before the soft cap. */
    private final ReferenceTensor gradient;

    private final BackwardOnce once;

    HeadLoss(ReferencePass pass, Tensor hidden, Head head, Targets targets) {
        super(targets);
        this.pass = pass;
        int[] rows = counted();
        this.selected = new SelectResult(pass, hidden, rows);
        this.logits = new LinearResult(pass, selected.output(), head.layer(), null, rows);
        this.gradient = pass.zeros(rows.length, head.vocabulary());
        this.once = new BackwardOnce(pass);
        SoftCap cap = new SoftCap(head.softCap());
        RowLoss crossEntropy = new CrossEntropy(targets.tokens());
        Distillation distillation = targets.distillation();
        double weight = distillation == null ? 0 : distillation.weight();
        RowLoss divergence = distillation == null ? (row, z, factor, dz) -> 0 : divergence(distillation);
        int vocabulary = head.vocabulary();
        for (int i = 0; i < rows.length; i++) {
            double[] z = Arrays.stream(logits.output().data(), i * vocabulary, (i + 1) * vocabulary)
                    .map(cap::value)
                    .toArray();
            double[] dz = new double[vocabulary];
            double loss = (1 - weight) * crossEntropy.add(rows[i], z, 1 - weight, dz)
                    + weight * divergence.add(rows[i], z, weight, dz);
            for (int token = 0; token < vocabulary; token++) {
                gradient.data()[i * vocabulary + token] = dz[token] * cap.slope(z[token]);
            }
            put(rows[i], loss, mostProbable(z));
        }
    }

    private RowLoss divergence(Distillation distillation) {
        Divergence divergence = new Divergence(distillation);
        Distillation.Teacher teacher = distillation.teacher();
        if (teacher instanceof Distillation.RecordedTeacher recorded) {
            return new RecordedDivergence(divergence, recorded);
        }
        Distillation.LocalTeacher local = (Distillation.LocalTeacher) teacher;
        return new LocalDivergence(
                divergence, pass.logits(local.hidden(), local.head()).data());
    }

    private static int mostProbable(double[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        return best;
    }

    @Override
    public Tensor backward(double scale) {
        once.enter();
        double[] scaled =
                Arrays.stream(gradient.data()).map(value -> scale * value).toArray();
        return selected.backward(logits.backward(pass.tensor(gradient.rows(), gradient.columns(), scaled)));
    }
}
