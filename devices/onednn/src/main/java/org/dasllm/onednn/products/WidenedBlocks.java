package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.BlockFormat;

/**
 * Pieces of a weight in blocks, widened to bfloat16 or float32. A piece is [inputs, outputs], which is the way
 * that the numbers lie in, or a panel for each group.
 */
public record WidenedBlocks(PackedBlocks blocks, boolean narrow) {
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;

    public int bytes() {
        return narrow ? Bfloat16.BYTES : Float.BYTES;
    }

    /** Widens some blocks of inputs of some groups of outputs; rows of the piece are as long as the groups are wide. */
    public void piece(int group, int groups, int block, int count, ByteBuffer to) {
        int stride = groups * PackedBlocks.GROUP * bytes();
        for (int g = 0; g < groups; g++) {
            for (int b = 0; b < count; b++) {
                int at = (group + g) * blocks.groupBytes() + (block + b) * blocks.blockBytes();
                int place = b * PackedBlocks.BLOCK * stride + g * PackedBlocks.GROUP * bytes();
                if (blocks.format == BlockFormat.Q8_0) {
                    eight(at, to, place, stride);
                } else {
                    four(at, to, place, stride);
                }
            }
        }
    }

    /** The panels of some blocks of inputs of some groups of outputs, where {@link NativeKernels#PANELS}. */
    public void panels(int group, int groups, int block, int count, long to) {
        for (int g = 0; g < groups; g++) {
            NativeKernels.widenedPanel(
                    blocks.address((group + g) * PackedBlocks.GROUP) + (long) block * blocks.blockBytes(),
                    count,
                    blocks.format.bits(),
                    to + (long) g * count * PackedBlocks.BLOCK * NativeKernels.PANEL * Bfloat16.BYTES);
        }
    }

    private void eight(int at, ByteBuffer to, int toAt, int stride) {
        ByteBuffer w = blocks.data;
        FloatVector first = PackedBlocks.scales(w, at);
        FloatVector second = PackedBlocks.scales(w, at + PackedBlocks.SCALES / 2);
        int from = at + PackedBlocks.SCALES;
        int place = toAt;
        for (int i = 0; i < PackedBlocks.BLOCK; i++, from += PackedBlocks.GROUP, place += stride) {
            store(Q8Products.load(w, from).mul(first), to, place);
            store(Q8Products.load(w, from + PackedBlocks.LANES).mul(second), to, place + PackedBlocks.LANES * bytes());
        }
    }

    private void four(int at, ByteBuffer to, int toAt, int stride) {
        ByteBuffer w = blocks.data;
        FloatVector first = PackedBlocks.scales(w, at);
        FloatVector second = PackedBlocks.scales(w, at + PackedBlocks.SCALES / 2);
        int from = at + PackedBlocks.SCALES;
        int place = toAt;
        for (int i = 0; i < PackedBlocks.BLOCK; i += 4, from += PackedBlocks.SCALES) {
            IntVector pairs = VectorMemory.shorts(SHORTS, w, from).reinterpretAsInts();
            nibble(pairs, 0, first, second, to, place);
            nibble(pairs, 4, first, second, to, place + stride);
            nibble(pairs, 8, first, second, to, place + 2 * stride);
            nibble(pairs, 12, first, second, to, place + 3 * stride);
            place += 4 * stride;
        }
    }

    private void nibble(IntVector pairs, int shift, FloatVector first, FloatVector second, ByteBuffer to, int at) {
        IntVector low = pairs.lanewise(VectorOperators.LSHR, shift).and(15).sub(8);
        IntVector high =
                pairs.lanewise(VectorOperators.LSHR, 16 + shift).and(15).sub(8);
        store(((FloatVector) low.convert(VectorOperators.I2F, 0)).mul(first), to, at);
        store(((FloatVector) high.convert(VectorOperators.I2F, 0)).mul(second), to, at + PackedBlocks.LANES * bytes());
    }

    private void store(FloatVector values, ByteBuffer to, int at) {
        if (narrow) {
            VectorMemory.store(Bfloat16.upper(values.reinterpretAsInts()), to, at);
        } else {
            Vectors.store(values, to, at);
        }
    }
}
