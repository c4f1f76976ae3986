package org.dasllm.nd4j;

import org.dasllm.tensor.Distillation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A distillation on arrays: what a teacher says of some rows, and how far the student's logits are from it. */
record Teaching(Distillation distillation, Teacher teacher) {

    /** Puts the student's logits and the teacher's into the same events. */
    interface Teacher {
        Events events(Scratch memory, int[] rows, INDArray logits);
    }

    /** Some rows of student and teacher, as logits over the same events. */
    interface Events {
        /** [rows, events]; may be used up. */
        INDArray student();

        /** [rows, events]; may be used up. */
        INDArray teacher();

        /** Adds to the gradient of the student's logits what follows from that of the events. */
        void addTo(INDArray dLogits, INDArray dEvents);
    }

    static Teaching of(Nd4jPass pass, Distillation distillation) {
        Distillation.Teacher teacher = distillation.teacher();
        if (teacher instanceof Distillation.LocalTeacher local) {
            return new Teaching(distillation, new LocalLogits(pass.array(local.hidden()), local.head()));
        }
        Distillation.RecordedTeacher recorded = (Distillation.RecordedTeacher) teacher;
        return new Teaching(distillation, (memory, rows, logits) -> new RecordedEvents(memory, recorded, rows, logits));
    }

    double weight() {
        return distillation.weight();
    }

    double[] divergences(Scratch scratch, int[] rows, INDArray logits) {
        return divergence(scratch, teacher.events(scratch, rows, logits)).values(scratch);
    }

    private Divergence divergence(Scratch scratch, Events events) {
        return new Divergence(scratch, distillation, events.student(), events.teacher());
    }

    /** Adds factor times the gradients of the rows' divergences with respect to the logits. */
    void addGradient(Scratch scratch, int[] rows, INDArray logits, double factor, INDArray dLogits) {
        Events events = teacher.events(scratch, rows, logits);
        INDArray dEvents = divergence(scratch, events).gradient(scratch);
        dEvents.muli(factor);
        events.addTo(dLogits, dEvents);
    }
}
