package org.dasllm.model.chat.jinja;

import java.util.List;

/**
 * A rendered conversation.
 *
 * @param text all of it
 * @param generations spans [begin, end) of characters that stand in generation blocks, in order
 */
public record Rendering(String text, List<int[]> generations) {}
