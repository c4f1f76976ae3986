package org.dasllm.format.safetensors;

import java.util.Arrays;

/**
 * One tensor of a file.
 *
 * @param shape outermost dimension first; empty for a scalar
 * @param begin where its first byte is, counted from the start of the data section
 * @param end where its last byte ends, counted likewise
 */
public record TensorInfo(String name, DType dtype, long[] shape, long begin, long end) {

    /** How many bytes it takes. */
    public long bytes() {
        return end - begin;
    }

    /** How many elements it has: the product of its dimensions, 1 for a scalar. */
    public long elements() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Long.hashCode(begin);
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape) + " at " + begin + " to " + end;
    }
}
