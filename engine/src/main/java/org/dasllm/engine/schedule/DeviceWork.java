package org.dasllm.engine.schedule;

import java.util.Optional;
import org.dasllm.model.llm.LanguageModel;

/** Work on the device that generates nothing, in pieces. */
public interface DeviceWork<T> {

    /** Does the next piece, on the scheduler's thread; the result after the last one. */
    Optional<T> piece(LanguageModel model);
}
