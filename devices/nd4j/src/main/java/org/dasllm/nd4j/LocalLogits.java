package org.dasllm.nd4j;

import org.dasllm.tensor.Head;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A teacher whose every token's logit is computed: each token is an event. */
record LocalLogits(INDArray hidden, Head head) implements Teaching.Teacher {

    private record Tokens(INDArray student, INDArray teacher) implements Teaching.Events {
        @Override
        public void addTo(INDArray dLogits, INDArray dEvents) {
            dLogits.addi(dEvents);
        }
    }

    @Override
    public Teaching.Events events(Scratch memory, int[] rows, INDArray logits) {
        INDArray student = memory.matrix(rows.length, head.vocabulary());
        student.assign(logits);
        INDArray selected = memory.matrix(rows.length, head.layer().inputs());
        Operations.pull(hidden, rows, selected);
        INDArray teacher = memory.matrix(rows.length, head.vocabulary());
        HeadArithmetic.logits(selected, head, teacher);
        return new Tokens(student, teacher);
    }
}
