package org.dasllm.nd4j;

import java.util.Arrays;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.dasllm.tensor.device.RowLosses;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The head's logits and their loss, some rows at a time. The backward computes the logits again rather than keep them. */
final class HeadLoss extends RowLosses {
    /** Logits held at a time: 16 MiB. */
    private static final int LOGITS = 1 << 22;

    private final Nd4jPass pass;
    private final INDArray hidden;
    private final Head head;
    private final @Nullable Teaching teaching;
    private final BackwardOnce once;

    HeadLoss(Nd4jPass pass, Tensor hidden, Head head, Targets targets) {
        super(targets);
        this.pass = pass;
        this.hidden = pass.array(hidden);
        Distillation distillation = targets.distillation();
        this.head = pass.training() ? head : new Head(head.layer().withoutDropout(), head.softCap());
        this.teaching = distillation == null ? null : Teaching.of(pass, distillation);
        this.once = new BackwardOnce(pass);
        for (int first = 0; first < count(); first += rowsAtATime()) {
            try (Scratch scratch = new Scratch()) {
                tell(new Piece(scratch, first));
            }
        }
    }

    private int rowsAtATime() {
        return Math.max(1, LOGITS / head.vocabulary());
    }

    /** Some of the rows that have a target. */
    private final class Piece {
        private final Scratch scratch;
        private final int[] rows;
        private final int[] targets;
        private final INDArray selected;
        private final INDArray logits;

        Piece(Scratch scratch, int first) {
            this.scratch = scratch;
            this.rows = Arrays.copyOfRange(counted(), first, Math.min(count(), first + rowsAtATime()));
            this.targets = Arrays.stream(rows).map(HeadLoss.this::target).toArray();
            this.selected = scratch.matrix(rows.length, head.layer().inputs());
            Operations.pull(hidden, rows, selected);
            this.logits = scratch.matrix(rows.length, head.vocabulary());
            HeadArithmetic.logits(selected, head, dropoutRows(), logits);
        }

        DropoutRows dropoutRows() {
            return new DropoutRows(pass.seed(), rows);
        }
    }

    private void tell(Piece piece) {
        int[] predicted = piece.scratch.keep(piece.logits.argMax(1)).data().asInt();
        double weight = teaching == null ? 0 : teaching.weight();
        double[] divergences = teaching == null
                ? new double[piece.rows.length]
                : teaching.divergences(piece.scratch, piece.rows, piece.logits);
        double[] losses = CrossEntropy.losses(piece.logits, piece.targets);
        for (int i = 0; i < losses.length; i++) {
            put(piece.rows[i], (1 - weight) * losses[i] + weight * divergences[i], predicted[i]);
        }
    }

    @Override
    public Tensor backward(double scale) {
        once.enter();
        int columns = head.layer().inputs();
        int[] rows = counted();
        Nd4jTensor gradient = pass.tensor((int) hidden.size(0), columns);
        try (Scratch whole = new Scratch()) {
            // One row more, of zeros, for the rows without a target.
            INDArray dSelected = whole.zeros(rows.length + 1L, columns);
            for (int first = 0; first < rows.length; first += rowsAtATime()) {
                try (Scratch scratch = new Scratch()) {
                    Piece piece = new Piece(scratch, first);
                    back(piece, scale, Operations.rows(dSelected, first, piece.rows.length));
                }
            }
            Operations.pull(dSelected, SelectResult.inverse(rows, gradient.rows()), gradient.array());
        }
        return gradient;
    }

    private void back(Piece piece, double scale, INDArray dSelected) {
        INDArray dLogits = piece.scratch.matrix(piece.rows.length, head.vocabulary());
        double weight = teaching == null ? 0 : teaching.weight();
        CrossEntropy.gradient(piece.logits, piece.targets, (1 - weight) * scale, dLogits);
        if (teaching != null) {
            teaching.addGradient(piece.scratch, piece.rows, piece.logits, weight * scale, dLogits);
        }
        HeadArithmetic.backward(piece.selected, head, piece.dropoutRows(), piece.logits, dLogits, dSelected);
    }
}
