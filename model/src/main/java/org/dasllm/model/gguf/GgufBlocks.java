package org.dasllm.model.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.tensor.BlockFormat;

/** The bytes of ggml's blocks: a scale in binary16, then 32 numbers of 8 bits, or 16 bytes of two numbers of 4 bits. */
final class GgufBlocks {
    private static final int HALF = BlockFormat.BLOCK / 2;

    private GgufBlocks() {}

    /**
     * Rounds values.
     *
     * @param values whole blocks
     */
    static ByteBuffer of(float[] values, BlockFormat format) {
        int blockBytes = Short.BYTES + BlockFormat.BLOCK * format.bits() / Byte.SIZE;
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length / BlockFormat.BLOCK, blockBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] codes = new byte[BlockFormat.BLOCK];
        for (int at = 0; at < values.length; at += BlockFormat.BLOCK) {
            bytes.putShort(format.quantise(values, at, codes));
            switch (format) {
                case Q8_0 -> bytes.put(codes);
                case Q4_0 -> {
                    for (int i = 0; i < HALF; i++) {
                        bytes.put((byte) ((codes[i] + 8) | ((codes[i + HALF] + 8) << 4)));
                    }
                }
            }
        }
        return bytes.flip();
    }
}
