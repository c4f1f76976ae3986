package org.dasllm.cli.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.terminal.TerminalProgress;
import org.dasllm.export.bundle.BundleCheck;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.gguf.GgufSource;
import org.dasllm.model.gguf.OllamaStore;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.source.FolderSource;
import org.dasllm.model.source.ModelSource;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;

/**
 * A model that is ready to answer, with all it needs.
 *
 * @param folder where it is from, as it was named
 * @param prompt by which system prompt it knows its task, where that is not its teacher's
 */
public record LoadedModel(
        Path folder,
        Device device,
        LanguageModel model,
        Tokenizer tokenizer,
        ChatTemplate template,
        Optional<StudentPrompt> prompt)
        implements AutoCloseable {
    /** As a command's option describes what {@link #load} takes. */
    public static final String MODEL =
            "a bundle, any model in the Hugging Face layout, a GGUF file, or the name of a model in"
                    + " Ollama's store, such as ollama:smollm2:135m";

    /**
     * Loads it on a device of its own.
     *
     * @param named a bundle, or any model in the Hugging Face layout; the name of a model that was pulled; a GGUF file; or {@code ollama:}
     *     and a model's name
     * @param deviceName {@code auto}, or a device's name
     * @param threads cores to use; 0 for all
     * @param precision in which the device keeps the weights
     */
    public static LoadedModel load(Path named, String deviceName, int threads, Precision precision) {
        Path place = BaseModel.folder(OllamaStore.resolve(named.toString(), System.getenv()));
        try (ModelSource source = Files.isRegularFile(place) ? GgufSource.open(place) : new FolderSource(place)) {
            BundleCheck check = BundleCheck.begin(place, TerminalProgress.standard());
            Device device = DeviceChoice.open(deviceName, threads, precision);
            try {
                LanguageModel model = source.load(device);
                check.require(model).ifPresent(found -> System.err.println("  " + found));
                ChatTemplate template = source.template();
                if (template.plain()) {
                    System.err.println(
                            "  " + named
                                    + " has no chat template: messages are put one behind the other, each on a line of its own");
                }
                return new LoadedModel(named, device, model, source.tokenizer(), template, StudentPrompt.in(place));
            } catch (RuntimeException failure) {
                device.close();
                throw check.reason(failure);
            }
        }
    }

    @Override
    public void close() {
        tokenizer.close();
        model.close();
        device.close();
    }
}
