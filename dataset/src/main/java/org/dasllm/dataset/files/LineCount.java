package org.dasllm.dataset.files;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Counts the lines that are not blank among the bytes that are written to it, by what {@link TextLine} takes for blank. */
public final class LineCount extends OutputStream {
    /** The line's bytes, kept only as long as all of them may be blank. */
    private final ByteArrayOutputStream perhapsBlank = new ByteArrayOutputStream();

    private boolean text;
    private long lines;

    @Override
    public void write(int value) {
        if (value == '\n') {
            end();
        } else if (!text) {
            perhapsBlank.write(value);
            // A byte of 0x80 and more may be a part of a space that is not ASCII, or of a byte order mark; a line that
            // is too long is none.
            boolean ascii = (value & 0x80) == 0;
            text = perhapsBlank.size() > PieceReader.MOST_BYTES || (ascii && !Character.isWhitespace(value));
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        for (int at = from; at < from + count; at++) {
            // Of a line that is known to be none of the blank ones only the end matters.
            while (text && at < from + count - 1 && bytes[at] != '\n') {
                at++;
            }
            write(bytes[at]);
        }
    }

    private void end() {
        if (text || !TextLine.of(perhapsBlank.toByteArray()).blank()) {
            lines++;
        }
        perhapsBlank.reset();
        text = false;
    }

    /** The lines so far, with the last one where no line feed ends it. */
    public long lines() {
        boolean last = text || !TextLine.of(perhapsBlank.toByteArray()).blank();
        return lines + (last ? 1 : 0);
    }
}
