package org.dasllm.model.source;

import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;

/** A bundle, or any model in the Hugging Face layout. */
public record FolderSource(Path folder) implements ModelSource {
    /** Refuses a bundle of a newer version, whose weights may want to be used in another way. */
    public FolderSource {
        BundleManifest.refuseNewer(folder);
    }

    @Override
    public LanguageModel load(Device device) {
        return LanguageModel.load(device, folder, Trainable.NOTHING, Optional.empty());
    }

    @Override
    public Tokenizer tokenizer() {
        return Tokenizer.load(folder);
    }

    @Override
    public ChatTemplate template() {
        return ChatTemplate.load(folder);
    }

    @Override
    public void close() {
        // Each of the others closes what it opened.
    }
}
