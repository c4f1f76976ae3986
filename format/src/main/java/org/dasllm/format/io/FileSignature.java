package org.dasllm.format.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * A kind of file that is recognised by its first bytes.
 *
 * @param magic what stands at {@code offset}
 * @param what follows the file's name in the message
 * @param remedy made from the file's name
 */
record FileSignature(int offset, byte[] magic, String what, UnaryOperator<String> remedy) {

    static FileSignature of(int offset, byte[] magic, String kind, String remedy) {
        return new FileSignature(offset, magic, " is " + kind + ", not a text file", file -> remedy);
    }

    static FileSignature hex(String magic, String kind, String remedy) {
        return of(0, HexFormat.of().parseHex(magic), kind, remedy);
    }

    static FileSignature ascii(String magic, String kind, String remedy) {
        return of(0, magic.getBytes(StandardCharsets.ISO_8859_1), kind, remedy);
    }

    /** A text file, perhaps, that is packed: the command that unpacks it is proposed. */
    static FileSignature packed(int offset, String magic, String name, String command, String ending) {
        return new FileSignature(
                offset,
                HexFormat.of().parseHex(magic),
                " is compressed with " + name,
                file -> "Run " + command + " " + ShellName.of(file) + " > "
                        + ShellName.of(ShellName.unpacked(file, ending)) + " and name the new file");
    }

    boolean matches(byte[] head) {
        return startsWith(head, offset, magic);
    }

    static boolean startsWith(byte[] head, int offset, byte[] magic) {
        return head.length >= offset + magic.length
                && Arrays.equals(head, offset, offset + magic.length, magic, 0, magic.length);
    }
}
