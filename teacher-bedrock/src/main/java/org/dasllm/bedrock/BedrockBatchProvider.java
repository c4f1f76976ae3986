package org.dasllm.bedrock;

import org.dasllm.harvest.batch.BatchTeacher;
import org.dasllm.harvest.batch.BatchTeacherProvider;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/** Brings batches at Amazon Bedrock. */
public final class BedrockBatchProvider implements BatchTeacherProvider {

    @Override
    public TeacherProtocol protocol() {
        return TeacherProtocol.BEDROCK;
    }

    @Override
    public BatchTeacher open(TeacherConfig config) {
        return new BedrockBatches(config);
    }
}
