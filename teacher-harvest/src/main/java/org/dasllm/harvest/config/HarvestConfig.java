package org.dasllm.harvest.config;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.privacy.config.PrivacyConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where labels come from: exactly one of {@code teacher} and {@code recorded}.
 *
 * @param prompts files of samples without completions that the teacher is asked for; needed with a teacher, unused else
 * @param masking what is looked for in prompts and replaced by placeholders before they leave this machine; it comes back in the
 *     answers, and the journal holds masked text alone. {@code masking: {}} for the usual detectors; null for prompts that go as
 *     they are. Only with a teacher
 * @param maxFailedShare the share of samples, 0 to 1, that may stay without an answer before the harvest fails
 */
public record HarvestConfig(
        @Existing @Default("[]") List<Path> prompts,
        @Nullable TeacherConfig teacher,
        @Nullable RecordedConfig recorded,
        @Nullable PrivacyConfig masking,
        @Default("0") double maxFailedShare) {

    public HarvestConfig {
        prompts = List.copyOf(prompts);
        new Faults()
                .unless(
                        (teacher == null) != (recorded == null),
                        "needs exactly one source, either 'teacher' or 'recorded', and has "
                                + (teacher == null ? "none" : "both"))
                .unless(
                        masking == null || teacher != null,
                        "masking",
                        "is for prompts to a teacher; what is recorded goes nowhere")
                .unless(
                        maxFailedShare >= 0 && maxFailedShare <= 1,
                        "max_failed_share",
                        "is from 0 to 1, not " + maxFailedShare)
                .refuse();
    }

    /** The same harvest of another teacher, such as one that a run has just started. */
    public HarvestConfig withTeacher(TeacherConfig teacher) {
        return new HarvestConfig(prompts, teacher, recorded, masking, maxFailedShare);
    }
}
