package org.dasllm.format.io;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one place where bytes that people bring become text. UTF-8 with or without a byte order mark is read, and UTF-16 and
 * UTF-32 with one, as spreadsheets write them. Anything else is refused with what the file is and what to do with it:
 * compressed files, tables and documents in binary formats, other encodings (with the line), NUL bytes (with the line).
 */
public final class TextFile {
    /** How much of a file is looked at to know what it is. */
    public static final int HEAD_BYTES = OtherFiles.HEAD_BYTES;

    /** The most a file may hold that is read as a whole. */
    static final long MOST_BYTES = 1L << 30;

    /** The most one line may hold of a file that is read line by line. */
    public static final int MOST_CHARACTERS_OF_A_LINE = 64 << 20;

    private TextFile() {}

    /** The whole text; anything wrong is a {@link org.dasllm.format.error.DasllmException} that names the file. */
    public static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MOST_BYTES) {
                throw NotTextException.tooLarge(MOST_BYTES);
            }
            return whole(in);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /**
     * The text line by line, or character by character.
     *
     * @throws IOException here and while reading; {@link FileFailure#reading} says what it means
     */
    public static BufferedReader reader(Path file) throws IOException {
        return reader(Files.newInputStream(file), MOST_CHARACTERS_OF_A_LINE);
    }

    /**
     * The text of bytes that were read elsewhere, such as out of a compressed file.
     *
     * @param in is closed with the reader, and where this fails
     * @param mostOfALine the most characters of a line
     * @throws IOException here and while reading; {@link FileFailure#reading} says what it means
     */
    public static BufferedReader reader(InputStream in, int mostOfALine) throws IOException {
        try {
            return new BufferedReader(TextDecoder.of(in, mostOfALine));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The text of bytes that were read elsewhere, such as from another file system.
     *
     * @param name of the file, for the message when it is refused
     */
    public static String decode(byte[] bytes, String name) {
        try {
            return whole(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw FileFailure.reading(name, e);
        }
    }

    /**
     * Refuses a file that is no text in UTF-8, for a reader that knows nothing else.
     *
     * @param head its first bytes, {@value #HEAD_BYTES} where there are as many
     * @param name of the file, for the message when it is refused
     */
    public static void requireUtf8(byte[] head, String name) {
        try {
            ByteOrderMark mark = ByteOrderMark.of(head);
            if (!mark.charset().equals(StandardCharsets.UTF_8)) {
                throw NotTextException.encoding(
                        " is " + mark.charset() + " text", mark.charset().name());
            }
            OtherFiles.refuse(head);
        } catch (NotTextException e) {
            throw FileFailure.reading(name, e);
        }
    }

    private static String whole(InputStream in) throws IOException {
        StringWriter text = new StringWriter();
        TextDecoder.of(in, Integer.MAX_VALUE).transferTo(text);
        return text.toString();
    }
}
