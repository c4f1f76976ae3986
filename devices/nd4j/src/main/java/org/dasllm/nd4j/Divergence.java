package org.dasllm.nd4j;

import org.dasllm.tensor.Distillation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The generalised Jensen-Shannon divergence of {@link Distillation} between a teacher T and a student S, row by row, with u
 * = ln(S / M): D = Σ beta·T·(ln(T/S) + u) + (1 − beta)·S·u.
 *
 * <p>Back, through the softmax that made S: (a − S·Σ a) / temperature, where a is S times the derivative with respect to S:
 * (1 − beta)·S·u, or −T at beta 0, or S·ln(S/T) at beta 1.
 */
final class Divergence {
    private final double beta;
    private final double temperature;

    /** S and T. */
    private final INDArray student;

    private final INDArray teacher;

    /** ln(T / S). */
    private final INDArray logRatio;

    /** Both are logits over the same events, and used up. */
    Divergence(Scratch memory, Distillation distillation, INDArray studentLogits, INDArray teacherLogits) {
        this.beta = distillation.beta();
        this.temperature = distillation.temperature();
        this.student = studentLogits;
        this.teacher = teacherLogits;
        logSoftmax(memory, student);
        logSoftmax(memory, teacher);
        this.logRatio = teacher.sub(student, memory.matrix(student.size(0), student.size(1)));
        Transforms.exp(student, false);
        Transforms.exp(teacher, false);
    }

    /** Of x / temperature, in place. */
    private void logSoftmax(Scratch memory, INDArray x) {
        x.divi(temperature);
        x.subi(memory.keep(x.max(true, 1)));
        INDArray exponentials = memory.matrix(x.size(0), x.size(1));
        exponentials.assign(x);
        Transforms.exp(exponentials, false);
        INDArray sums = memory.keep(exponentials.sum(true, 1));
        Transforms.log(sums, false);
        x.subi(sums);
    }

    /** The divergence of every row. */
    double[] values(Scratch memory) {
        INDArray terms = copy(memory, logRatio);
        if (beta == 0) {
            terms.muli(teacher);
        } else if (beta == 1) {
            terms.muli(student);
            terms.negi();
        } else {
            INDArray u = logOfStudentToMiddle(memory);
            terms.addi(u);
            terms.muli(teacher);
            terms.muli(beta);
            u.muli(student);
            u.muli(1 - beta);
            terms.addi(u);
        }
        return memory.keep(terms.sum(true, 1)).data().asDouble();
    }

    /** With respect to the student's logits. */
    INDArray gradient(Scratch memory) {
        INDArray a;
        if (beta == 0) {
            a = copy(memory, teacher);
            a.negi();
        } else if (beta == 1) {
            a = copy(memory, logRatio);
            a.muli(student);
            a.negi();
        } else {
            a = logOfStudentToMiddle(memory);
            a.muli(student);
            a.muli(1 - beta);
        }
        INDArray sums = memory.keep(a.sum(true, 1));
        INDArray shared = copy(memory, student);
        shared.muli(sums);
        a.subi(shared);
        a.divi(temperature);
        return a;
    }

    /** u = −ln((1 − beta) + beta·T/S) = −ln(1 − beta) − max(r, 0) − ln(1 + exp(−|r|)), r = ln(T/S) + ln(beta / (1 − beta)). */
    private INDArray logOfStudentToMiddle(Scratch memory) {
        INDArray r = copy(memory, logRatio);
        r.addi(Math.log(beta / (1 - beta)));
        INDArray u = copy(memory, r);
        Transforms.abs(u, false);
        u.negi();
        Transforms.exp(u, false);
        Transforms.log1p(u, false);
        Transforms.relu(r, false);
        u.addi(r);
        u.addi(Math.log(1 - beta));
        u.negi();
        return u;
    }

    private static INDArray copy(Scratch memory, INDArray source) {
        INDArray copy = memory.matrix(source.size(0), source.size(1));
        copy.assign(source);
        return copy;
    }
}
