package org.dasllm.format.gguf;

import java.util.List;

/**
 * One tensor of a file.
 *
 * @param shape outermost dimension first, as in safetensors; the file has them the other way round
 * @param begin where its first byte is, from the file's start
 * @param bytes how many bytes it takes
 */
public record GgufTensor(String name, TensorType type, List<Long> shape, long begin, long bytes) {
    public GgufTensor {
        shape = List.copyOf(shape);
    }

    /** How many elements it has. */
    public long elements() {
        return bytes / type.blockBytes() * type.blockElements();
    }

    /** How many elements its innermost dimension has, 1 for a scalar: such rows are stored one after the other. */
    public long rowLength() {
        return shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    }
}
