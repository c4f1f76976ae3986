package org.dasllm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NotFiniteTest {
    private static final Path FILE = Path.of("model.safetensors");

    /** Bits of: 1, -0, the largest, the smallest above 0; NaN of both signs, its lightest and heaviest; infinity. */
    private static int[] bits(ElementType type, boolean finite) {
        return switch (type) {
            case FLOAT32 ->
                finite
                        ? new int[] {0x3F800000, 0x80000000, 0x7F7FFFFF, 0xFF7FFFFF, 1}
                        : new int[] {0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FFFFFFF, 0x7F800000, 0xFF800000};
            case BFLOAT16 ->
                finite
                        ? new int[] {0x3F80, 0x8000, 0x7F7F, 0xFF7F, 1}
                        : new int[] {0x7FC0, 0xFFC0, 0x7F81, 0x7FFF, 0x7F80, 0xFF80};
            case FLOAT16 ->
                finite
                        ? new int[] {0x3C00, 0x8000, 0x7BFF, 0xFBFF, 1}
                        : new int[] {0x7E00, 0xFE00, 0x7C01, 0x7FFF, 0x7C00, 0xFC00};
        };
    }

    private static HostMatrix matrix(ElementType type, int rows, int columns, long place, int bits) {
        ByteBuffer data =
                ByteBuffer.allocateDirect(rows * columns * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int[] finite = bits(type, true);
        for (int i = 0; i < rows * columns; i++) {
            int value = i == place ? bits : finite[i % finite.length];
            if (type == ElementType.FLOAT32) {
                data.putInt(value);
            } else {
                data.putShort((short) value);
            }
        }
        return new HostMatrix(type, rows, columns, data.flip());
    }

    static Stream<Arguments> shapes() {
        return Stream.of(ElementType.values())
                .flatMap(type -> Stream.of(
                        Arguments.of(type, 1, 1, 0),
                        Arguments.of(type, 1, 3, 2),
                        Arguments.of(type, 3, 5, 0),
                        Arguments.of(type, 3, 5, 14),
                        Arguments.of(type, 7, 9, 31),
                        Arguments.of(type, 1000, 1001, 0),
                        Arguments.of(type, 1000, 1001, 524_288),
                        Arguments.of(type, 1000, 1001, 1_000_999)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void namesTheFirstWhereverItStands(ElementType type, int rows, int columns, int place) {
        for (int bits : bits(type, false)) {
            assertThatThrownBy(() -> NotFinite.refuse(FILE, "w", matrix(type, rows, columns, place, bits)))
                    .isInstanceOfSatisfying(
                            DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                    .hasMessageMatching("model.safetensors: the tensor w has (NaN|-?Infinity) in row " + place / columns
                            + ", column " + place % columns + ",.*");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesEveryFiniteNumber(ElementType type) {
        for (int columns : new int[] {0, 1, 2, 3, 4, 5, 1023, 300_001}) {
            HostMatrix matrix = matrix(type, 3, columns, -1, 0);
            assertThat(NotFinite.refuse(FILE, "w", matrix)).isSameAs(matrix);
        }
    }
}
