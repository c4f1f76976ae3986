package org.dasllm.trainer.estimate;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * Bytes of the Java heap that this process has not touched yet and will. A collector gives young objects all of their space
 * before it collects any, and the pages stay: training makes garbage enough for that in its first seconds, since kernels on
 * Java's vectors allocate until they are compiled. What lives longer is little, and is counted by what it is.
 */
final class HeapGrowth {
    private HeapGrowth() {}

    /** As the collector's pools are now. */
    static long bytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && young(pool.getName()))
                .mapToLong(HeapGrowth::untouched)
                .sum();
    }

    private static boolean young(String pool) {
        return pool.contains("Eden") || pool.contains("Survivor");
    }

    /** Up to the pool's bound; where it has none of its own, up to what the collector has claimed for it. */
    private static long untouched(MemoryPoolMXBean pool) {
        MemoryUsage now = pool.getUsage();
        long most = pool.getName().contains("Eden") && now.getMax() > 0 ? now.getMax() : now.getCommitted();
        return Math.max(0, most - pool.getPeakUsage().getUsed());
    }
}
