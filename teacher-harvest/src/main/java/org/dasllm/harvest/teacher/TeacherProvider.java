package org.dasllm.harvest.teacher;

import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/** Brings a protocol whose library is not part of every installation; found by {@link java.util.ServiceLoader}. */
public interface TeacherProvider {

    TeacherProtocol protocol();

    /**
     * Makes the teacher ready, and asks it nothing.
     *
     * @throws org.dasllm.format.error.DasllmException if it cannot be asked as configured
     */
    Teacher open(TeacherConfig config, AnswerContract contract);

    /** Makes a teacher that writes and names requests and reads what was answered before, without a key; it cannot be asked. */
    Teacher reading(TeacherConfig config, AnswerContract contract);
}
