package org.dasllm.cuda;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Positions, ids and tables of one pass: the contract hands them as Java arrays with every call, and each is copied to the
 * card once.
 */
final class Constants {
    private final Gpu gpu;
    private final Arena memory;
    private final Map<Key, Long> addresses = new HashMap<>();

    /** An array by its contents: {@code int[]} as it is, {@code float[]} by its bits. */
    private record Key(boolean whole, int[] bits, int hash) {
        static Key of(int[] values) {
            return new Key(true, values, Arrays.hashCode(values));
        }

        static Key of(float[] values) {
            int[] bits = new int[values.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Float.floatToRawIntBits(values[i]);
            }
            return new Key(false, bits, Arrays.hashCode(bits));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.whole == whole && key.hash == hash && Arrays.equals(key.bits, bits);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    Constants(Gpu gpu, Arena memory) {
        this.gpu = gpu;
        this.memory = memory;
    }

    long of(int[] values) {
        return of(Key.of(values.clone()));
    }

    long of(float[] values) {
        return of(Key.of(values));
    }

    /** Bits are bits: floats travel as ints. */
    private long of(Key key) {
        return addresses.computeIfAbsent(key, k -> {
            long address = memory.take((long) k.bits.length * Integer.BYTES);
            gpu.upload(address, k.bits);
            return address;
        });
    }
}
