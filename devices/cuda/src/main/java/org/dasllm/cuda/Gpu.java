package org.dasllm.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/** The first card that the driver shows: its context, its one stream, its memory, and copies there and back. */
final class Gpu implements AutoCloseable {
    /** What cuBLASLt's fastest kernels want, and the allocator gives. */
    static final int ALIGNMENT = 256;

    private static final int ORDINAL = 0;
    /** Ampere: the first with bf16 in its matrix units. */
    private static final int LEAST_CAPABILITY = 80;

    private static final int STAGING = 16 << 20;
    private static final int PIECE = 4 << 20;

    final int capability;
    final int multiprocessors;
    final int sharedBytes;
    private final CUctx_st context = new CUctx_st();
    final CUstream_st stream = new CUstream_st();
    private final Set<Long> blocks = new HashSet<>();

    /** Host memory that the card reads by itself: a copy from it does not wait. */
    private final Pointer staging;

    private final ByteBuffer stagingBytes;
    private int stagingUsed;
    private @Nullable Thread user;
    private boolean closed;

    Gpu() {
        CudaLibraries.load();
        Status.driver(cudart.cuInit(0), "start");
        capability = 10 * attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        multiprocessors = attribute(cudart.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
        sharedBytes = attribute(cudart.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
        Status.driver(cudart.cuDevicePrimaryCtxRetain(context, ORDINAL), "open the card");
        enter();
        Status.driver(cudart.cuStreamCreate(stream, cudart.CU_STREAM_NON_BLOCKING), "make a stream");
        try (PointerPointer<Pointer> place = new PointerPointer<>(1)) {
            Status.driver(cudart.cuMemAllocHost(place, STAGING), "pin host memory");
            staging = place.get(0);
        }
        stagingBytes = new BytePointer(staging).capacity(STAGING).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Why no card can be used; asks the driver, and opens nothing. */
    static Optional<String> unavailable() {
        CudaLibraries.load();
        int status = cudart.cuInit(0);
        if (status == cudart.CUDA_ERROR_NO_DEVICE) {
            return Optional.of("the driver sees no card");
        }
        Status.driver(status, "start");
        int[] number = new int[1];
        Status.driver(cudart.cuDeviceGetCount(number), "count the cards");
        if (number[0] == 0) {
            return Optional.of("the driver sees no card");
        }
        int capability = 10 * attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        if (capability < LEAST_CAPABILITY) {
            return Optional.of("the card has compute capability " + capability / 10 + "." + capability % 10
                    + ", below 8.0; take the device nd4j");
        }
        return Optional.empty();
    }

    private static int attribute(int which) {
        int[] number = new int[1];
        Status.driver(cudart.cuDeviceGetAttribute(number, which, ORDINAL), "ask the card about itself");
        return number[0];
    }

    String description() {
        byte[] name = new byte[128];
        Status.driver(cudart.cuDeviceGetName(name, name.length, ORDINAL), "ask for the card's name");
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        int[] driver = new int[1];
        Status.driver(cudart.cuDriverGetVersion(driver), "ask for the driver's version");
        try (SizeTPointer bytes = new SizeTPointer(1)) {
            Status.driver(cudart.cuDeviceTotalMem(bytes, ORDINAL), "ask for the card's memory");
            return "%s, compute capability %d.%d, %d multiprocessors, %d MiB, driver for CUDA %d.%d"
                    .formatted(
                            new String(name, 0, length, StandardCharsets.US_ASCII),
                            capability / 10,
                            capability % 10,
                            multiprocessors,
                            bytes.get() >> 20,
                            driver[0] / 1000,
                            driver[0] % 1000 / 10);
        }
    }

    /** A card's context belongs to a thread: call it before every call of the driver or a library. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("The device is closed");
        }
        Thread thread = Thread.currentThread();
        if (user != thread) {
            Status.driver(cudart.cuCtxSetCurrent(context), "use the card from another thread");
            user = thread;
        }
    }

    /** Memory with arbitrary contents, aligned to {@link #ALIGNMENT}. */
    long allocate(long bytes) {
        enter();
        long[] address = new long[1];
        Status.driver(
                cudart.cuMemAlloc(address, Math.max(bytes, ALIGNMENT)), "get " + bytes + " bytes of the card's memory");
        blocks.add(address[0]);
        return address[0];
    }

    void free(long address) {
        if (blocks.remove(address)) {
            enter();
            synchronize();
            Status.driver(cudart.cuMemFree(address), "give memory back");
        }
    }

    /** Sets 4-byte words to 0. */
    void clear(long address, long words) {
        if (words > 0) {
            enter();
            Status.driver(cudart.cuMemsetD32Async(address, 0, words, stream), "clear memory");
        }
    }

    /** Copies between places that do not overlap. */
    void copy(long from, long to, long bytes) {
        if (bytes > 0) {
            enter();
            Status.driver(cudart.cuMemcpyDtoDAsync(to, from, bytes, stream), "copy on the card");
        }
    }

    /** Fills a piece of host memory, which begins at a byte of the whole. */
    interface Filler {
        void fill(ByteBuffer piece, long offset);
    }

    /** Takes a piece of host memory, which begins at a byte of the whole. */
    interface Drain {
        void take(ByteBuffer piece, long offset);
    }

    /** Copies to the card, in pieces of a multiple of {@link #ALIGNMENT} bytes but for the last. */
    void upload(long to, long bytes, Filler filler) {
        enter();
        for (long done = 0; done < bytes; ) {
            int count = (int) Math.min(PIECE, bytes - done);
            if (STAGING - stagingUsed < count) {
                synchronize();
            }
            filler.fill(piece(stagingUsed, count), done);
            Pointer from = new Address(staging.address() + stagingUsed);
            Status.driver(cudart.cuMemcpyHtoDAsync(to + done, from, count, stream), "copy to the card");
            stagingUsed += (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            done += count;
        }
    }

    /** Waits for the work, and copies from the card. */
    void download(long from, long bytes, Drain drain) {
        enter();
        synchronize();
        for (long done = 0; done < bytes; ) {
            int count = (int) Math.min(PIECE, bytes - done);
            Status.driver(cudart.cuMemcpyDtoHAsync(staging, from + done, count, stream), "copy from the card");
            synchronize();
            drain.take(piece(0, count), done);
            done += count;
        }
    }

    private ByteBuffer piece(int from, int count) {
        return stagingBytes.slice(from, count).order(ByteOrder.nativeOrder());
    }

    void upload(long to, float[] values) {
        upload(
                to,
                (long) values.length * Float.BYTES,
                (piece, offset) -> piece.asFloatBuffer()
                        .put(values, (int) (offset / Float.BYTES), piece.remaining() / Float.BYTES));
    }

    void upload(long to, int[] values) {
        upload(
                to,
                (long) values.length * Integer.BYTES,
                (piece, offset) -> piece.asIntBuffer()
                        .put(values, (int) (offset / Integer.BYTES), piece.remaining() / Integer.BYTES));
    }

    float[] downloadFloats(long from, int count) {
        float[] values = new float[count];
        download(
                from,
                (long) count * Float.BYTES,
                (piece, offset) -> piece.asFloatBuffer()
                        .get(values, (int) (offset / Float.BYTES), piece.remaining() / Float.BYTES));
        return values;
    }

    int[] downloadInts(long from, int count) {
        int[] values = new int[count];
        download(
                from,
                (long) count * Integer.BYTES,
                (piece, offset) -> piece.asIntBuffer()
                        .get(values, (int) (offset / Integer.BYTES), piece.remaining() / Integer.BYTES));
        return values;
    }

    double[] downloadDoubles(long from, int count) {
        double[] values = new double[count];
        download(
                from,
                (long) count * Double.BYTES,
                (piece, offset) -> piece.asDoubleBuffer()
                        .get(values, (int) (offset / Double.BYTES), piece.remaining() / Double.BYTES));
        return values;
    }

    /** Waits until all work is done; the staging memory is free then. */
    void synchronize() {
        Status.driver(cudart.cuStreamSynchronize(stream), "finish its work");
        stagingUsed = 0;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        enter();
        synchronize();
        for (long address : blocks) {
            Status.driver(cudart.cuMemFree(address), "give memory back");
        }
        blocks.clear();
        Status.driver(cudart.cuMemFreeHost(staging), "unpin host memory");
        Status.driver(cudart.cuStreamDestroy(stream), "end the stream");
        closed = true;
        Status.driver(cudart.cuDevicePrimaryCtxRelease(ORDINAL), "close the card");
    }
}
