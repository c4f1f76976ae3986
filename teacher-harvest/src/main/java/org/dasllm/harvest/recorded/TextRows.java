package org.dasllm.harvest.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.dasllm.format.io.TextFile;

/** The text of a file of rows, compressed or not. */
final class TextRows {
    private static final int LOOK_AHEAD = 1 << 16;

    private TextRows() {}

    /** Line by line, none of them longer than a row may be. */
    static BufferedReader lines(Path file) throws IOException {
        return TextFile.reader(Unpacked.open(file), TextFile.MOST_CHARACTERS_OF_A_LINE);
    }

    /** As a whole, for JSON that is not line by line: a file may be one line. */
    static BufferedReader whole(Path file) throws IOException {
        return TextFile.reader(Unpacked.open(file), Integer.MAX_VALUE);
    }

    /** The first two characters that are not blank, or the one before the end of their line; byte order marks are blank. */
    static String beginning(Path file) throws IOException {
        StringBuilder beginning = new StringBuilder();
        try (BufferedReader reader = whole(file)) {
            for (int i = 0; i < LOOK_AHEAD && beginning.length() < 2; i++) {
                int c = reader.read();
                if (c < 0 || (c == '\n' && !beginning.isEmpty()) || (c == '\r' && !beginning.isEmpty())) {
                    break;
                }
                if (!Character.isWhitespace(c) && c != '\uFEFF') {
                    beginning.appendCodePoint(c);
                }
            }
        }
        return beginning.toString();
    }
}
