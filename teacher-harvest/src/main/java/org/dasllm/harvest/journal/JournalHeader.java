package org.dasllm.harvest.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;

/**
 * The line that names a journal's version, the first of a journal that is begun now. Journals of 0.1.0 have none, and get
 * none when they are appended to: they are of version 1.
 */
record JournalHeader(String type, int version) {
    static final FileKind KIND = new FileKind("the journal of a harvest", "version", 1);

    private static final String TYPE = "journal";

    /** Every header begins with these bytes, and no other line does. */
    private static final byte[] BEGINNING = ("{\"type\":\"" + TYPE + "\",").getBytes(StandardCharsets.UTF_8);

    /** As this program writes it, with its line break. */
    static byte[] bytes() {
        return (Json.line(new JournalHeader(TYPE, KIND.version())) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static boolean is(byte[] line) {
        return line.length >= BEGINNING.length
                && Arrays.equals(line, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /**
     * Refuses the header of a version that this program does not read.
     *
     * @param where the file and the line
     * @throws JsonProcessingException if the line was cut off
     */
    static void require(byte[] line, String where) throws IOException {
        KIND.require(Json.mapper().readTree(line), where);
    }
}
