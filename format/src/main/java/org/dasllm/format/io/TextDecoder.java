package org.dasllm.format.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Decodes strictly and counts lines, so that what is wrong can be found again. */
final class TextDecoder extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_WESTERN_IN_A_ROW = 2;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final int mostOfALine;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private boolean ended;
    private long bytesBefore;
    private long line = 1;
    private int ofThisLine;
    private boolean afterReturn;
    private int kept = -1;

    private TextDecoder(InputStream in, Charset charset, int mark, int mostOfALine) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.bytesBefore = mark;
        this.mostOfALine = mostOfALine;
    }

    /** Looks at the first bytes: passes over a byte order mark, refuses what is no text. */
    static TextDecoder of(InputStream stream, int mostOfALine) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, BUFFER);
        in.mark(OtherFiles.HEAD_BYTES);
        byte[] head = in.readNBytes(OtherFiles.HEAD_BYTES);
        in.reset();
        ByteOrderMark mark = ByteOrderMark.of(head);
        if (mark == ByteOrderMark.NONE) {
            OtherFiles.refuse(head);
        }
        in.skipNBytes(mark.length());
        return new TextDecoder(in, mark.charset(), mark.length(), mostOfALine);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (length < 2) {
            return length == 0 ? 0 : readOne(buffer, offset);
        }
        CharBuffer out = CharBuffer.wrap(buffer, offset, length);
        if (kept >= 0) {
            out.put((char) kept);
            kept = -1;
            return 1;
        }
        while (true) {
            CoderResult result = decoder.decode(bytes, out, ended);
            int read = out.position() - offset;
            if (read > 0) {
                count(buffer, offset, read);
                return read;
            }
            if (result.isError()) {
                throw malformed(result.length());
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    /** A character of two halves does not fit into one place: the second half is kept for the next call. */
    private int readOne(char[] buffer, int offset) throws IOException {
        char[] two = new char[2];
        int read = read(two, 0, 2);
        if (read > 0) {
            buffer[offset] = two[0];
            kept = read == 2 ? two[1] : -1;
            return 1;
        }
        return read;
    }

    private void fill() throws IOException {
        bytesBefore += bytes.position();
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
    }

    private void count(char[] buffer, int offset, int length) throws NotTextException {
        for (int i = offset; i < offset + length; i++) {
            char c = buffer[i];
            if (c == '\n' || c == '\r') {
                line += c == '\n' && afterReturn ? 0 : 1;
                ofThisLine = 0;
            } else if (c == 0) {
                throw NotTextException.nul(line);
            } else if (++ofThisLine > mostOfALine) {
                throw NotTextException.lineTooLong(line, mostOfALine);
            }
            afterReturn = c == '\r';
        }
    }

    private NotTextException malformed(int length) {
        if (!decoder.charset().equals(StandardCharsets.UTF_8)) {
            return new NotTextException(
                    ", line " + line + " is not " + decoder.charset().name() + ", as its first bytes say",
                    file -> "Save it again as UTF-8");
        }
        int first = bytes.get(bytes.position()) & 0xff;
        if (ended && bytes.remaining() == length && length > 1) {
            return new NotTextException(
                    " ends within a character, in line " + line + ": it was cut off", file -> "Fetch or make it again");
        }
        String where = " is not UTF-8 text: line " + line + " holds the byte 0x"
                + Integer.toHexString(first).toUpperCase(Locale.ROOT) + " (byte "
                + (bytesBefore + bytes.position()) + " of the file)";
        // In plain UTF-8 0xED 0xA0 to 0xED 0xBF would begin a surrogate; 0xED before anything else is a letter of
        // another encoding.
        if (first == 0xed && bytes.remaining() > 1 && (bytes.get(bytes.position() + 1) & 0xe0) == 0xa0) {
            return new NotTextException(
                    where + ", half of a surrogate pair", file -> "Make the file again with an encoder of plain UTF-8");
        }
        if (run() > MOST_WESTERN_IN_A_ROW) {
            return new NotTextException(
                    where + "; it may be GB18030, Shift_JIS, Windows-1251 or another encoding",
                    file -> "Find out which with file -i " + ShellName.of(file)
                            + ", then run iconv -f ENCODING -t UTF-8 "
                            + ShellName.of(file) + " > " + ShellName.of(ShellName.beside(file, "utf8"))
                            + " and name the new file");
        }
        String character = new String(new byte[] {(byte) first}, Charset.forName("windows-1252"));
        return NotTextException.encoding(
                where + ", which would be '" + character + "' in Windows-1252 (Latin-1)", "WINDOWS-1252");
    }

    /** How many bytes that are not ASCII stand here in a row: in Western texts few, in others many. */
    private int run() {
        int length = 0;
        while (length < bytes.remaining() && bytes.get(bytes.position() + length) < 0) {
            length++;
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
