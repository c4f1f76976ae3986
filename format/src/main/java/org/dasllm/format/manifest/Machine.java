package org.dasllm.format.manifest;

/** Where a run took place. */
public record Machine(
        String javaVersion, String javaVendor, String os, String architecture, int processors, long maxHeapBytes) {

    /** This one. */
    public static Machine current() {
        return new Machine(
                System.getProperty("java.version", "unknown"),
                System.getProperty("java.vendor", "unknown"),
                System.getProperty("os.name", "unknown") + " " + System.getProperty("os.version", ""),
                System.getProperty("os.arch", "unknown"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory());
    }
}
