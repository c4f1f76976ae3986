package org.dasllm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.cli.pipeline.BaseModel;
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
     * @param named a bundle's folder, or that of any model in the Hugging Face layout, or the name of a model that was pulled
     * @param deviceName {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     * @param precision in which the device keeps the weights
     */
    public static LoadedModel load(Path named, String deviceName, int threads, Precision precision) {
        Path folder = BaseModel.folder(named);
        BundleManifest.refuseNewer(folder);
        Device device = DeviceChoice.open(deviceName, threads, precision);
        try {
            LanguageModel model = LanguageModel.load(device, folder, Trainable.NOTHING, Optional.empty());
            return new LoadedModel(folder, device, model, Tokenizer.load(folder), ChatTemplate.load(folder));
        } catch (RuntimeException failure) {
            device.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
        device.close();
    }
}
