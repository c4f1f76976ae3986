package org.dasllm.bedrock;

import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;
import org.dasllm.harvest.teacher.AnswerContract;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.harvest.teacher.TeacherProvider;

/** Brings teachers at Amazon Bedrock. */
public final class BedrockTeacherProvider implements TeacherProvider {

    @Override
    public TeacherProtocol protocol() {
        return TeacherProtocol.BEDROCK;
    }

    @Override
    public Teacher open(TeacherConfig config, AnswerContract contract) {
        if (config.certificateAuthorities() != null) {
            throw DasllmException.usage(
                    "certificate_authorities cannot be given to the teacher '" + config.model()
                            + "': the AWS SDK trusts what Java trusts",
                    "Import them into Java's trust store, and leave the key out");
        }
        return new ConverseTeacher(config, contract);
    }

    @Override
    public Teacher reading(TeacherConfig config, AnswerContract contract) {
        return ConverseTeacher.withoutKey(config, contract);
    }
}
