package org.dasllm.format.gguf;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the elements of a tensor are stored. */
public enum TensorType {
    F32(0, 1, 4, ScalarBlocks::float32),
    F16(1, 1, 2, ScalarBlocks::float16),
    Q4_0(2, 32, 18, BlocksOf32::q4With0),
    Q4_1(3, 32, 20, BlocksOf32::q4With1),
    Q5_0(6, 32, 22, BlocksOf32::q5With0),
    Q5_1(7, 32, 24, BlocksOf32::q5With1),
    Q8_0(8, 32, 34, BlocksOf32::q8With0),
    Q2_K(10, 256, 84, BlocksOf256::q2),
    Q3_K(11, 256, 110, BlocksOf256::q3),
    Q4_K(12, 256, 144, BlocksOf256::q4),
    Q5_K(13, 256, 176, BlocksOf256::q5),
    Q6_K(14, 256, 210, BlocksOf256::q6),
    IQ4_NL(20, 32, 18, BlocksOf32::iq4Nl),
    IQ4_XS(23, 256, 136, BlocksOf256::iq4Xs),
    I8(24, 1, 1, null),
    I16(25, 1, 2, null),
    I32(26, 1, 4, null),
    I64(27, 1, 8, null),
    F64(28, 1, 8, ScalarBlocks::float64),
    BF16(30, 1, 2, ScalarBlocks::bfloat16);

    /** Types that exist and are not read here, so that they can be named. */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(29, "IQ1_M"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(39, "MXFP4"),
            Map.entry(40, "NVFP4"));

    private final int id;
    private final int blockElements;
    private final int blockBytes;

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final @Nullable BlockDecoder decoder;

    TensorType(int id, int blockElements, int blockBytes, @Nullable BlockDecoder decoder) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.decoder = decoder;
    }

    /** The type of a number in the file; empty for one that is not read here. */
    static Optional<TensorType> of(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /** What a number stands for, for messages. */
    static String nameOf(int id) {
        return OTHERS.getOrDefault(id, "number " + Integer.toUnsignedString(id));
    }

    /** The number that stands for the type in a file. */
    public int id() {
        return id;
    }

    /** How many elements are stored together; the innermost dimension is a multiple of it. */
    public int blockElements() {
        return blockElements;
    }

    /** How many bytes those elements take. */
    public int blockBytes() {
        return blockBytes;
    }

    /** Whether its elements are numbers that weights can have, and are read as float32. */
    public boolean isFloating() {
        return decoder != null;
    }

    BlockDecoder decoder() {
        if (decoder == null) {
            throw new IllegalStateException(this + " holds whole numbers");
        }
        return decoder;
    }
}
