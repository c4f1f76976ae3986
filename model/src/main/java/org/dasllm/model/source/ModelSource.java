package org.dasllm.model.source;

import org.dasllm.format.error.DasllmException;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;

/** A model's files, open; what is loaded from them outlives {@link #close}. */
public interface ModelSource extends AutoCloseable {

    /**
     * Puts the weights on a device; none of them learns.
     *
     * @throws DasllmException if the model is unknown or its files do not fit each other
     */
    LanguageModel load(Device device);

    /**
     * The tokenizer, to be closed by the caller.
     *
     * @throws DasllmException if there is none, or it is broken
     */
    Tokenizer tokenizer();

    /** How the model writes a conversation. */
    ChatTemplate template();

    @Override
    void close();
}
