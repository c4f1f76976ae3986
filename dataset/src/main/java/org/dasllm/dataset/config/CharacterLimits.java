package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.error.DasllmException;

/** The least and the greatest length of a text, both allowed, in Unicode code points. */
public record CharacterLimits(
        @Default("1") int minimum, @Default("20000") int maximum) implements Serializable {
    public CharacterLimits {
        if (minimum < 0 || maximum < minimum) {
            throw DasllmException.usage(
                    "The character limits " + minimum + " to " + maximum + " allow no text",
                    "Give a minimum of at least 0 and a maximum that is not below it");
        }
    }
}
