package org.dasllm.format.io;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What the first bytes say of a text's encoding. UTF-32 comes before UTF-16, whose mark is the beginning of its own. */
enum ByteOrderMark {
    UTF_8("efbbbf", StandardCharsets.UTF_8),
    UTF_32LE("fffe0000", Charset.forName("UTF-32LE")),
    UTF_32BE("0000feff", Charset.forName("UTF-32BE")),
    UTF_16LE("fffe", StandardCharsets.UTF_16LE),
    UTF_16BE("feff", StandardCharsets.UTF_16BE),
    NONE("", StandardCharsets.UTF_8);

    private final String hex;
    private final Charset charset;

    ByteOrderMark(String hex, Charset charset) {
        this.hex = hex;
        this.charset = charset;
    }

    static ByteOrderMark of(byte[] head) {
        for (ByteOrderMark mark : values()) {
            if (FileSignature.startsWith(head, 0, HexFormat.of().parseHex(mark.hex))) {
                return mark;
            }
        }
        return NONE;
    }

    Charset charset() {
        return charset;
    }

    int length() {
        return hex.length() / 2;
    }
}
