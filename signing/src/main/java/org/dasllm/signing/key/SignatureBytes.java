package org.dasllm.signing.key;

import java.nio.ByteBuffer;

/**
 * The one right encoding of an ECDSA signature: a DER sequence of two positive whole numbers, each as short as it can be. The JDK takes
 * others for the same, so that a byte of a signature could change without being seen.
 */
final class SignatureBytes {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int LONG_LENGTH = 0x81;
    private static final int MOST_SHORT = 0x7f;

    private SignatureBytes() {}

    /**
     * Whether bytes are such an encoding.
     *
     * @param numberBytes the most bytes that each number may have without its sign
     */
    static boolean canonical(byte[] signature, int numberBytes) {
        ByteBuffer bytes = ByteBuffer.wrap(signature);
        return next(bytes) == SEQUENCE
                && length(bytes) == bytes.remaining()
                && number(bytes, numberBytes)
                && number(bytes, numberBytes)
                && !bytes.hasRemaining();
    }

    private static boolean number(ByteBuffer bytes, int most) {
        if (next(bytes) != INTEGER) {
            return false;
        }
        int length = length(bytes);
        if (length < 1 || length > bytes.remaining()) {
            return false;
        }
        byte first = bytes.get(bytes.position());
        boolean padded = first == 0;
        boolean needless = padded && (length == 1 || bytes.get(bytes.position() + 1) >= 0);
        bytes.position(bytes.position() + length);
        return first >= 0 && !needless && (padded ? length - 1 : length) <= most;
    }

    /** −1 where there is none, or it is written longer than it need be. */
    private static int length(ByteBuffer bytes) {
        int first = next(bytes);
        if (first != LONG_LENGTH) {
            return first <= MOST_SHORT ? first : -1;
        }
        int length = next(bytes);
        return length > MOST_SHORT ? length : -1;
    }

    private static int next(ByteBuffer bytes) {
        return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
    }
}
