package org.dasllm.cuda;

import java.util.Arrays;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Targets;

/** The loss of a piece of logits, which become their gradient in a pass that trains. */
interface RowLoss {
    /**
     * Runs over some rows.
     *
     * @param rows among the hidden rows
     * @param places the same on the card
     * @param logits [rows, vocabulary], capped
     * @param losses one a row
     * @param hits one a row: whether the target is the most probable token
     */
    void run(int[] rows, long places, long logits, long losses, long hits);

    static RowLoss of(CudaPass pass, Head head, Targets targets) {
        Distillation distillation = targets.distillation();
        if (distillation == null) {
            return new CrossEntropy(pass, head, targets.tokens());
        }
        if (distillation.teacher() instanceof Distillation.LocalTeacher local) {
            return new FromLocalTeacher(pass, head, targets.tokens(), distillation, local);
        }
        Distillation.RecordedTeacher recorded = (Distillation.RecordedTeacher) distillation.teacher();
        return new FromRecordedTeacher(pass, head, targets.tokens(), distillation, recorded);
    }

    /** The targets of rows, on the card. */
    private static long targets(CudaPass pass, int[] tokens, int[] rows) {
        long address = pass.take((long) rows.length * Integer.BYTES);
        pass.gpu().upload(address, Arrays.stream(rows).map(row -> tokens[row]).toArray());
        return address;
    }

    private static float cap(Head head) {
        return head.capped() ? head.softCap() : 0f;
    }

    /** −log softmax(logits)[target]. */
    record CrossEntropy(CudaPass pass, Head head, int[] tokens) implements RowLoss {
        @Override
        public void run(int[] rows, long places, long logits, long losses, long hits) {
            pass.kernel("loss", "cross_entropy")
                    .launch(
                            rows.length,
                            1,
                            Kernels.THREADS,
                            0,
                            logits,
                            targets(pass, tokens, rows),
                            head.vocabulary(),
                            cap(head),
                            pass.training() ? 1 : 0,
                            losses,
                            hits);
        }
    }

    /** A teacher whose logits are made beside the student's. */
    record FromLocalTeacher(
            CudaPass pass, Head head, int[] tokens, Distillation distillation, Distillation.LocalTeacher teacher)
            implements RowLoss {
        @Override
        public void run(int[] rows, long places, long logits, long losses, long hits) {
            long hidden = pass.rows(pass.own(teacher.hidden()), places, rows.length);
            long teachers = pass.takeFloats((long) rows.length * head.vocabulary());
            new LinearOperation(pass, teacher.head().layer().withoutDropout(), rows.length, 0)
                    .forward(hidden, 0, 0, teachers);
            pass.softCap(teachers, (long) rows.length * head.vocabulary(), teacher.head());
            pass.kernel("loss", "distill")
                    .launch(
                            rows.length,
                            1,
                            Kernels.THREADS,
                            0,
                            logits,
                            teachers,
                            targets(pass, tokens, rows),
                            head.vocabulary(),
                            cap(head),
                            pass.training() ? 1 : 0,
                            (float) distillation.weight(),
                            (float) distillation.beta(),
                            (float) distillation.temperature(),
                            losses,
                            hits);
        }
    }

    /** A teacher of whom each row has some tokens. */
    record FromRecordedTeacher(
            CudaPass pass, Head head, int[] tokens, Distillation distillation, Distillation.RecordedTeacher teacher)
            implements RowLoss {
        @Override
        public void run(int[] rows, long places, long logits, long losses, long hits) {
            int k = teacher.k();
            int[] named = new int[rows.length * k];
            float[] recorded = new float[rows.length * (k + 1)];
            int[] counts = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int[] row = teacher.tokens(rows[i]);
                double[] logarithms = teacher.logProbabilities(rows[i]);
                counts[i] = row.length;
                System.arraycopy(row, 0, named, i * k, row.length);
                for (int j = 0; j < row.length; j++) {
                    recorded[i * (k + 1) + j] = (float) logarithms[j];
                }
                recorded[i * (k + 1) + row.length] = (float) teacher.tail(rows[i]);
            }
            pass.kernel("loss", "distill_recorded")
                    .launch(
                            rows.length,
                            1,
                            Kernels.THREADS,
                            k * Float.BYTES,
                            logits,
                            pass.constant(named),
                            pass.constant(recorded),
                            pass.constant(counts),
                            k,
                            targets(pass, tokens, rows),
                            head.vocabulary(),
                            cap(head),
                            pass.training() ? 1 : 0,
                            (float) distillation.weight(),
                            (float) distillation.beta(),
                            (float) distillation.temperature(),
                            losses,
                            hits);
        }
    }
}
