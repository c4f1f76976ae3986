package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.models.BaseModel;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.format.io.ShellName;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The model that learns, and what it runs on.
 *
 * @param base the folder of an open model in the Hugging Face layout, which {@code dasllm import} makes of a GGUF file; or the name of one
 *     that {@code dasllm pull} has brought here, {@code ORG/MODEL@REVISION}; a run pulls nothing itself
 * @param device {@code auto}, or a device's name as {@code dasllm doctor} lists them
 * @param threads cores to use; 0 for all
 * @param precision in which the device keeps the base's weights and multiplies; what learns is float32 in any case. Bfloat16
 *     takes half the memory, where the device has it
 * @param slots answers generated at the same time in the evaluation
 * @param maxNewTokens the most tokens of one answer
 * @param prompt the system prompt by which the student learns its task, in place of the one that its teacher is asked with; {@code ""} for
 *     none; null for the teacher's. All samples must begin with the same system message then. A served bundle puts it where a request
 *     has the teacher's, and leaves every other system message as it is
 */
public record StudentConfig(
        @Existing(by = BaseModel.class) Path base,
        @Default("auto") String device,
        @Default("0") int threads,
        @Default("float32") Precision precision,
        @Default("32") int slots,
        @Default("64") int maxNewTokens,
        @Nullable String prompt) {

    /**
     * The same with the folder of its base model, whatever that is named by.
     *
     * @throws org.dasllm.format.error.DasllmException if that is the name of a model that is not here
     */
    StudentConfig located() {
        return new StudentConfig(BaseModel.folder(base), device, threads, precision, slots, maxNewTokens, prompt);
    }

    /** The device it runs on, opened. */
    Device open() {
        return DeviceChoice.open(device, threads, precision);
    }

    public StudentConfig {
        new Faults()
                .unless(
                        !Files.isRegularFile(base),
                        "base",
                        "is a model's folder; make one with: dasllm import " + ShellName.of(base.toString())
                                + " --out FOLDER")
                .unless(threads >= 0, "threads", "is at least 0, not " + threads)
                .unless(slots >= 1, "slots", "is at least 1, not " + slots)
                .unless(maxNewTokens >= 1, "max_new_tokens", "is at least 1, not " + maxNewTokens)
                .refuse();
    }
}
