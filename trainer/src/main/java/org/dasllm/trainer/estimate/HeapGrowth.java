package org.dasllm.trainer.estimate;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * Bytes of the Java heap that this process has not touched yet and will. A collector gives young objects all of their space
 * before it collects any, and the pages stay: training makes garbage enough for that in its first seconds, since kernels on
 * Java's vectors allocate until they are compiled. What lives through a collection moves elsewhere, unless it is small.
 */
final class HeapGrowth {
    private HeapGrowth() {}

    /**
     * As the collector's pools are now.
     *
     * @param living bytes of objects that will be held for a while
     */
    static long bytes(long living) {
        long growth = 0;
        long eden = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            boolean begins = pool.getName().contains("Eden");
            if (pool.getType() == MemoryType.HEAP && (begins || pool.getName().contains("Survivor"))) {
                long most = most(pool.getUsage(), begins);
                growth += Math.max(0, most - pool.getPeakUsage().getUsed());
                eden += begins ? most : 0;
            }
        }
        return growth + Math.max(0, living - eden / 2);
    }

    /** The bound of the space where objects begin; where it has none of its own, what the collector has claimed. */
    private static long most(MemoryUsage usage, boolean begins) {
        return begins && usage.getMax() > 0 ? usage.getMax() : usage.getCommitted();
    }
}
