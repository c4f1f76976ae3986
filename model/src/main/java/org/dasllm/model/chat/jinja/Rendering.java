package org.dasllm.model.chat.jinja;

import java.util.List;
import org.dasllm.model.tokenizer.TemplatedText;

/**
 * A rendered conversation.
 *
 * @param written all of it, and which characters of it are content
 * @param generations spans [begin, end) of characters that stand in generation blocks, in order
 */
public record Rendering(TemplatedText written, List<int[]> generations) {
    public String text() {
        return written.text();
    }
}
