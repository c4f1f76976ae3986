package org.dasllm.onednn.memory;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * Large pages for large memory. With pages of 4 KiB the walks through the page tables are what bounds a thread that reads
 * weights from end to end (docs/decisions/0002). Linux gives 2 MiB at a time to who asks for it; where it does not,
 * everything works as well, only slower.
 */
final class HugePages {
    static final int SIZE = 2 << 20;

    /** MADV_HUGEPAGE of Linux's sys/mman.h. */
    private static final int ADVICE = 14;

    private static final boolean LINUX = Platform.isLinux() && Platform.is64Bit() && linked();

    private HugePages() {}

    private static boolean linked() {
        try {
            Native.register(HugePages.class, Platform.C_LIBRARY_NAME);
            return true;
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }

    private static native int madvise(long address, long bytes, int advice);

    /** Asks for them for memory that begins at a large page and has not been touched; the rest behind the last whole one stays. */
    static void advise(long address, long bytes) {
        long whole = bytes / SIZE * SIZE;
        if (LINUX && whole > 0) {
            // The answer does not matter: a kernel without them says so here, and gives small ones.
            madvise(address, whole, ADVICE);
        }
    }
}
