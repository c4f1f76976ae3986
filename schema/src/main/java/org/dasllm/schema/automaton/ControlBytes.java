package org.dasllm.schema.automaton;

/**
 * Control tokens in a grammar over bytes: the byte FF, which no UTF-8 has, and the token's id, seven bits in each of three bytes from 80
 * on, so that none of them looks like JSON.
 */
public final class ControlBytes {
    private static final int BEGIN = 0xFF;
    private static final int MOST = 1 << 21;

    private ControlBytes() {}

    /** What stands for a token. */
    public static byte[] of(int token) {
        if (token < 0 || token >= MOST) {
            throw new IllegalArgumentException("no such token: " + token);
        }
        return new byte[] {
            (byte) BEGIN,
            (byte) (0x80 | token >> 14),
            (byte) (0x80 | (token >> 7 & 0x7F)),
            (byte) (0x80 | (token & 0x7F))
        };
    }

    /** Whether some bytes of a token could be taken for a part of a control token. */
    public static boolean mayBePartOf(byte[] bytes) {
        for (byte b : bytes) {
            if ((b & 0xFF) == BEGIN) {
                return true;
            }
        }
        return false;
    }
}
