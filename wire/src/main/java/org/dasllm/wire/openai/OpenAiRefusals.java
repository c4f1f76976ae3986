package org.dasllm.wire.openai;

import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.WireResponse;

/** Refusals as all of OpenAI's addresses give them. */
public enum OpenAiRefusals implements RefusalCodec {
    INSTANCE;

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return RefusalWriter.response(refusal);
    }
}
