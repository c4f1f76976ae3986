package org.dasllm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.export.bundle.BundleCheck;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/** A model that is ready to answer, with all it needs. */
public record LoadedModel(Path folder, Device device, LanguageModel model, Tokenizer tokenizer, ChatTemplate template)
        implements AutoCloseable {

    /**
     * Loads it on a device of its own.
     *
     * @param folder a bundle, or any model in the Hugging Face layout
     * @param deviceName {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     * @param precision in which the device keeps the weights
     */
    public static LoadedModel load(Path folder, String deviceName, int threads, Precision precision) {
        BundleManifest.refuseNewer(folder);
        BundleCheck check = BundleCheck.begin(folder, TerminalProgress.standard());
        Device device = DeviceChoice.open(deviceName, threads, precision);
        try {
            LanguageModel model = LanguageModel.load(device, folder, Trainable.NOTHING, Optional.empty());
            check.require(model).ifPresent(found -> System.err.println("  " + found));
            return new LoadedModel(folder, device, model, Tokenizer.load(folder), ChatTemplate.load(folder));
        } catch (RuntimeException failure) {
            device.close();
            throw check.reason(failure);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
        device.close();
    }
}
