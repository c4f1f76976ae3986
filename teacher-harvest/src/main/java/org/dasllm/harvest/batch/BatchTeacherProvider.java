package org.dasllm.harvest.batch;

import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/** Brings the batches of a protocol whose library is not part of every installation; found by {@link java.util.ServiceLoader}. */
public interface BatchTeacherProvider {

    TeacherProtocol protocol();

    /**
     * Makes it ready, and asks it nothing.
     *
     * @throws org.dasllm.format.error.DasllmException if it cannot be asked as configured
     */
    BatchTeacher open(TeacherConfig config);
}
