package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.source.ModelSource;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;

/** A model in a GGUF file, to be answered with as it is; nothing is written to the disk. */
public final class GgufSource implements ModelSource {
    private final GgufFile file;
    private final ModelConfig config;
    private final GgufWeights weights;
    private final ObjectNode tokenizer;
    private final ObjectNode tokenizerConfig;

    private GgufSource(GgufFile file) {
        this.file = file;
        GgufConfig reader = new GgufConfig(file);
        this.config = reader.read();
        this.weights = new GgufWeights(file, reader.architecture(), config);
        weights.check(Family.of(config).decoder(config).weights());
        GgufTokenizer lists = new GgufTokenizer(file);
        this.tokenizer = lists.tokenizer();
        this.tokenizerConfig = lists.config(config.contextLength());
    }

    /**
     * Opens a file, or the first of the parts of one; no weight is read yet.
     *
     * @throws DasllmException if it is not a whole model of a family that is supported, or has a tokenizer that is not
     */
    public static GgufSource open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            return new GgufSource(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public LanguageModel load(Device device) {
        return LanguageModel.frozen(device, config, new GgufMatrices(file, weights, device.precision()));
    }

    @Override
    public Tokenizer tokenizer() {
        return Tokenizer.of(file.path(), tokenizer, tokenizerConfig);
    }

    @Override
    public ChatTemplate template() {
        return ChatTemplate.of(tokenizerConfig);
    }

    @Override
    public void close() {
        file.close();
    }
}
