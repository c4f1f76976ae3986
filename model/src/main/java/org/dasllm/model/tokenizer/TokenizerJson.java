package org.dasllm.model.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Parts of a tokenizer.json, as the Hugging Face libraries write them. */
public final class TokenizerJson {
    private TokenizerJson() {}

    /**
     * The step that writes bytes as characters: of a pre-tokenizer, a post-processor or a decoder.
     *
     * @param trimsOffsets whether places of tokens leave out blanks around them
     * @param cuts whether texts are cut by GPT-2's expression before
     */
    public static void byteLevel(ObjectNode node, boolean trimsOffsets, boolean cuts) {
        node.put("type", "ByteLevel");
        node.put("add_prefix_space", false).put("trim_offsets", trimsOffsets).put("use_regex", cuts);
    }

    /** An added token, found in a text as it stands. */
    public static void added(ObjectNode node, String content, boolean special) {
        node.put("content", content).put("single_word", false);
        node.put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", special);
    }
}
