package org.dasllm.eval.statistics;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Who was right, question by question.
 *
 * @param bothRight a: student and teacher right
 * @param studentOnly b: the student right, the teacher wrong
 * @param teacherOnly c: the teacher right, the student wrong
 * @param bothWrong d: neither right
 */
public record PairedCounts(long bothRight, long studentOnly, long teacherOnly, long bothWrong) {

    public PairedCounts {
        if (bothRight < 0 || studentOnly < 0 || teacherOnly < 0 || bothWrong < 0) {
            throw new IllegalArgumentException("a count is negative");
        }
        if (bothRight + studentOnly + teacherOnly + bothWrong == 0) {
            throw new IllegalArgumentException("no pairs");
        }
    }

    public static PairedCounts of(boolean[] student, boolean[] teacher) {
        if (student.length != teacher.length) {
            throw new IllegalArgumentException(student.length + " answers beside " + teacher.length);
        }
        long[] cells = new long[4];
        for (int i = 0; i < student.length; i++) {
            cells[(student[i] ? 0 : 2) + (teacher[i] ? 0 : 1)]++;
        }
        return new PairedCounts(cells[0], cells[1], cells[2], cells[3]);
    }

    /** All pairs. */
    @JsonIgnore
    public long n() {
        return bothRight + studentOnly + teacherOnly + bothWrong;
    }

    /** The pairs that tell the two apart. */
    @JsonIgnore
    public long discordant() {
        return studentOnly + teacherOnly;
    }

    /** Student's accuracy − teacher's accuracy. */
    @JsonIgnore
    public double difference() {
        return (double) (studentOnly - teacherOnly) / n();
    }
}
