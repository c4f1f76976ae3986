package org.dasllm.format.gguf;

/** Makes float32 of one block. */
@FunctionalInterface
interface BlockDecoder {

    /**
     * Decodes one block.
     *
     * @param bytes hold the block
     * @param at the block's first byte
     * @param into receives the block's elements
     * @param to the first element's place
     */
    void decode(byte[] bytes, int at, float[] into, int to);
}
