package org.dasllm.model.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufTensor;
import org.dasllm.format.gguf.TensorType;
import org.dasllm.model.weights.NotFinite;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Precision;

/**
 * A file's weights on their way to a device: mapped as they lie in the file where a device takes them so, and otherwise float32, one
 * weight at a time. A device that keeps blocks of ggml's formats makes the file's own blocks of those numbers again.
 */
final class GgufMatrices implements WeightSource {
    private final GgufFile file;
    private final GgufWeights weights;
    private final Precision precision;
    private final long mostBytes;

    /** @param precision in which the device keeps matrices */
    GgufMatrices(GgufFile file, GgufWeights weights, Precision precision) {
        this(file, weights, precision, Integer.MAX_VALUE);
    }

    /** @param mostBytes that one matrix may have; a buffer has no more than 2 GiB */
    GgufMatrices(GgufFile file, GgufWeights weights, Precision precision, long mostBytes) {
        this.file = file;
        this.weights = weights;
        this.precision = precision;
        this.mostBytes = mostBytes;
    }

    @Override
    public HostMatrix read(WeightSpec spec) {
        GgufTensor tensor = weights.tensor(spec);
        Optional<ElementType> stored = stored(tensor.type());
        boolean taken = stored.isPresent() && weights.asInTheFile(spec) && tensor.bytes() <= mostBytes;
        HostMatrix matrix = taken
                ? new HostMatrix(
                        stored.get(), spec.rows(), spec.columns(), file.data(tensor.name(), 0, (int) tensor.bytes()))
                : widened(spec, tensor);
        return NotFinite.refuse(file.path(tensor.name()), tensor.name(), matrix);
    }

    private static Optional<ElementType> stored(TensorType type) {
        if (type == TensorType.F32) {
            return Optional.of(ElementType.FLOAT32);
        }
        if (type == TensorType.F16) {
            return Optional.of(ElementType.FLOAT16);
        }
        return type == TensorType.BF16 ? Optional.of(ElementType.BFLOAT16) : Optional.empty();
    }

    private HostMatrix widened(WeightSpec spec, GgufTensor tensor) {
        ElementType type = ElementType.FLOAT32;
        if (tensor.elements() * type.bytes() > mostBytes && precision != Precision.FLOAT32) {
            // What the device is going to keep has no more digits, or fewer.
            type = ElementType.BFLOAT16;
        }
        long bytes = tensor.elements() * type.bytes();
        if (bytes > mostBytes) {
            throw DasllmException.input(
                    file.path(tensor.name()) + ": the tensor '" + tensor.name() + "' takes " + bytes
                            + " bytes, too many for one piece",
                    type == ElementType.FLOAT32
                            ? "Keep weights in fewer bits with --precision, such as bfloat16"
                            : "Use a smaller model");
        }
        ByteBuffer data = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        weights.rows(spec, type == ElementType.FLOAT32 ? floats(spec, data) : bfloats(spec, data));
        return new HostMatrix(type, spec.rows(), spec.columns(), data);
    }

    private static GgufWeights.RowSink floats(WeightSpec spec, ByteBuffer data) {
        FloatBuffer numbers = data.asFloatBuffer();
        return (row, values, at) -> numbers.put(row * spec.columns(), values, at, spec.columns());
    }

    private static GgufWeights.RowSink bfloats(WeightSpec spec, ByteBuffer data) {
        ShortBuffer numbers = data.asShortBuffer();
        return (row, values, at) -> {
            for (int i = 0; i < spec.columns(); i++) {
                int bits = Float.floatToRawIntBits(Precision.BFLOAT16.rounded(values[at + i]));
                numbers.put(row * spec.columns() + i, (short) (bits >>> 16));
            }
        };
    }
}
