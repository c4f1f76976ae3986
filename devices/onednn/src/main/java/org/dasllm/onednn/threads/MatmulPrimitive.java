package org.dasllm.onednn.threads;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.dasllm.onednn.kernels.OneDnnLibrary.check;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.LongPointer;
import org.dasllm.onednn.memory.NativeAddress;

/**
 * oneDNN's matmul for one shape, C [m, n] = A [m, k] · B (+ C), with code generated for it: making one takes about a
 * millisecond, so it pays for the shapes that come again. For one thread.
 */
public final class MatmulPrimitive implements AutoCloseable {
    /**
     * What it is made for; the strides are from row to row.
     *
     * @param transposed whether B lies as [n, k], else as [k, n]
     * @param sum whether C is added to
     * @param narrow whether A and B are bfloat16; C is float32 always
     * @param turned whether A lies as [k, m], else as [m, k]
     */
    public record Shape(
            int m,
            int n,
            int k,
            int strideA,
            int strideB,
            int strideC,
            boolean transposed,
            boolean sum,
            boolean narrow,
            boolean turned) {
        public Shape(
                int m,
                int n,
                int k,
                int strideA,
                int strideB,
                int strideC,
                boolean transposed,
                boolean sum,
                boolean narrow) {
            this(m, n, k, strideA, strideB, strideC, transposed, sum, narrow, false);
        }

        /** Of bfloat16, with A as [k, m] and B as [k, n]. */
        public static Shape turned(int m, int n, int k, int strideA, int strideB, int strideC, boolean sum) {
            return new Shape(m, n, k, strideA, strideB, strideC, false, sum, true, true);
        }
    }

    private static final int ARGUMENTS = 4;

    private final dnnl_stream stream;
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final dnnl_memory[] memories = new dnnl_memory[ARGUMENTS];
    private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(ARGUMENTS);
    private final long scratchBytes;
    private final NativeAddress address = new NativeAddress(0);

    MatmulPrimitive(dnnl_engine engine, dnnl_stream stream, Shape shape) {
        this.stream = stream;
        int type = shape.narrow() ? dnnl_bf16 : dnnl_f32;
        dnnl_memory_desc a = shape.turned()
                ? matrix(shape.m(), shape.k(), 1, shape.strideA(), type)
                : matrix(shape.m(), shape.k(), shape.strideA(), 1, type);
        dnnl_memory_desc b = shape.transposed()
                ? matrix(shape.k(), shape.n(), 1, shape.strideB(), type)
                : matrix(shape.k(), shape.n(), shape.strideB(), 1, type);
        dnnl_memory_desc c = matrix(shape.m(), shape.n(), shape.strideC(), 1, dnnl_f32);
        dnnl_primitive_attr attributes = attributes(shape.sum());
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        check(dnnl_matmul_primitive_desc_create(description, engine, a, b, null, c, attributes), "plan " + shape);
        check(dnnl_primitive_create(primitive, description), "make " + shape);
        dnnl_memory_desc scratch = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
        scratchBytes = dnnl_memory_desc_get_size(scratch);
        argument(0, DNNL_ARG_SRC, a, engine);
        argument(1, DNNL_ARG_WEIGHTS, b, engine);
        argument(2, DNNL_ARG_DST, c, engine);
        argument(3, DNNL_ARG_SCRATCHPAD, scratch, engine);
        arguments.position(0);
        dnnl_primitive_desc_destroy(description);
        dnnl_primitive_attr_destroy(attributes);
        dnnl_memory_desc_destroy(a);
        dnnl_memory_desc_destroy(b);
        dnnl_memory_desc_destroy(c);
    }

    private static dnnl_memory_desc matrix(long rows, long columns, long rowStride, long columnStride, int type) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        try (LongPointer sizes = new LongPointer(rows, columns);
                LongPointer strides = new LongPointer(rowStride, columnStride)) {
            check(dnnl_memory_desc_create_with_strides(description, 2, sizes, type, strides), "describe a matrix");
        }
        return description;
    }

    private static dnnl_primitive_attr attributes(boolean sum) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check(dnnl_primitive_attr_create(attributes), "make attributes");
        check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "set the scratchpad");
        if (sum) {
            dnnl_post_ops after = new dnnl_post_ops();
            check(dnnl_post_ops_create(after), "make post-operations");
            check(dnnl_post_ops_append_sum(after, 1f, 0, dnnl_f32), "append a sum");
            check(dnnl_primitive_attr_set_post_ops(attributes, after), "set post-operations");
            dnnl_post_ops_destroy(after);
        }
        return attributes;
    }

    private void argument(int index, int kind, dnnl_memory_desc description, dnnl_engine engine) {
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, description, engine, address.at(0)), "make a memory object");
        memories[index] = memory;
        arguments.position(index).arg(kind).memory(memory);
    }

    /** Bytes of scratch that {@link #run} needs. */
    long scratchBytes() {
        return scratchBytes;
    }

    /** @param scratch where it may leave what it likes */
    void run(long a, long b, long c, long scratch) {
        dnnl_memory_set_data_handle(memories[0], address.at(a));
        dnnl_memory_set_data_handle(memories[1], address.at(b));
        dnnl_memory_set_data_handle(memories[2], address.at(c));
        dnnl_memory_set_data_handle(memories[3], address.at(scratch));
        check(dnnl_primitive_execute(primitive, stream, ARGUMENTS, arguments), "multiply matrices");
    }

    @Override
    public void close() {
        dnnl_primitive_destroy(primitive);
        for (dnnl_memory memory : memories) {
            dnnl_memory_destroy(memory);
        }
        arguments.deallocate();
    }
}
