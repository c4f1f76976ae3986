package org.dasllm.model.weights;

import java.nio.charset.StandardCharsets;

/** A number for chance to start from that depends on a seed and a name only. */
public final class NamedSeed {
    private NamedSeed() {}

    /** FNV-1a over the name, started from the seed, then a 64-bit finaliser so that near seeds give far streams. */
    public static long of(long seed, String name) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
