package org.dasllm.format.gguf;

import java.io.IOException;
import org.dasllm.format.gguf.HeaderReader.Invalid;

/** The kinds of values by their numbers in the file. */
final class ValueKind {
    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int FLAG = 7;
    static final int TEXT = 8;
    static final int ARRAY = 9;

    private ValueKind() {}

    /** How many bytes a value of a kind takes at least. */
    static int leastBytes(int kind, String key) throws Invalid {
        return switch (kind) {
            case 0, 1, FLAG -> 1;
            case 2, 3 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case TEXT, 10, 11, 12 -> 8;
            default -> throw unknown(kind, key);
        };
    }

    static GgufValue read(HeaderReader in, int kind, String key) throws IOException, Invalid {
        return switch (kind) {
            case 0 -> new GgufValue.Whole(in.unsignedByte());
            case 1 -> new GgufValue.Whole((byte) in.unsignedByte());
            case 2 -> new GgufValue.Whole(in.int16() & 0xffff);
            case 3 -> new GgufValue.Whole(in.int16());
            case UINT32 -> new GgufValue.Whole(Integer.toUnsignedLong(in.int32()));
            case INT32 -> new GgufValue.Whole(in.int32());
            case FLOAT32 -> new GgufValue.Real(in.float32());
            case FLAG -> new GgufValue.Flag(in.unsignedByte() != 0);
            case TEXT -> new GgufValue.Text(in.text("the value of '" + GgufHeader.shown(key) + "'", Integer.MAX_VALUE));
            case 10 -> unsigned(in.int64(), key);
            case 11 -> new GgufValue.Whole(in.int64());
            case 12 -> new GgufValue.Real(in.float64());
            default -> throw unknown(kind, key);
        };
    }

    static void skip(HeaderReader in, int kind, String key) throws IOException, Invalid {
        if (kind == TEXT) {
            in.skip(in.count("bytes in a value of '" + GgufHeader.shown(key) + "'", 1));
        } else {
            in.skip(leastBytes(kind, key));
        }
    }

    private static GgufValue unsigned(long bits, String key) throws Invalid {
        if (bits < 0) {
            throw new Invalid("its key '" + GgufHeader.shown(key) + "' holds " + Long.toUnsignedString(bits)
                    + ", and whole numbers up to 2^63 - 1 are read");
        }
        return new GgufValue.Whole(bits);
    }

    private static Invalid unknown(int kind, String key) {
        return new Invalid("its key '" + GgufHeader.shown(key) + "' has a value of the unknown kind "
                + Integer.toUnsignedString(kind));
    }
}
