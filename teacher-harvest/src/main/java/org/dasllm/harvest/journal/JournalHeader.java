package org.dasllm.harvest.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dasllm.format.io.Json;
import org.dasllm.format.version.FileKind;

/**
 * The line that names a segment's version and number, the first of its file. Journals of 0.1.0 have none: they are of version 1 and
 * one segment.
 *
 * @param segment from 1
 */
record JournalHeader(String type, int version, int segment) {
    static final FileKind KIND = new FileKind("the journal of a harvest", "version", 2);

    private static final String TYPE = "journal";
    private static final int FIRST_SEGMENT = 1;

    /** Every header begins with these bytes, and no other line does. */
    private static final byte[] BEGINNING = ("{\"type\":\"" + TYPE + "\",").getBytes(StandardCharsets.UTF_8);

    /** As this program writes it, with its checksum and its line break. */
    static byte[] bytes(int segment) {
        return LineChecksum.sealed(Json.line(new JournalHeader(TYPE, KIND.version(), segment)));
    }

    static boolean is(byte[] line, int length) {
        return length >= BEGINNING.length && Arrays.equals(line, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /**
     * Refuses the header of a version that this program does not read.
     *
     * @param where the file and the line
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the line was cut off
     */
    static JournalHeader read(byte[] line, int length, String where) throws IOException {
        JsonNode header = Json.mapper().readTree(line, 0, length);
        KIND.require(header, where);
        return new JournalHeader(
                TYPE, header.path("version").asInt(1), header.path("segment").asInt(FIRST_SEGMENT));
    }
}
