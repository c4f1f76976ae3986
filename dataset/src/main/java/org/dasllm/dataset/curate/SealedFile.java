package org.dasllm.dataset.curate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.jspecify.annotations.Nullable;

/** {@code sealed-test.jsonl}: the test set of this curation, and what was remembered of earlier ones though its rows are not here today. */
final class SealedFile implements AutoCloseable {
    static final String NAME = "sealed-test.jsonl";

    private final TreeMap<String, SealedTest.Line> absent = new TreeMap<>();
    private final Set<String> prompts = new HashSet<>();
    private final OutputFolder.Sink sink;

    private SealedFile(OutputFolder.Sink sink) {
        this.sink = sink;
    }

    /** @param before the file that was remembered; null for none */
    static SealedFile open(@Nullable Path before, OutputFolder out) throws IOException {
        SealedFile file = new SealedFile(out.open(NAME));
        if (before != null) {
            JsonLines.read(before, SealedTest.Line.class, line -> file.absent.put(line.row(), line));
        }
        return file;
    }

    /** Writes a row of the test set. */
    void add(SealedTest.Line line) throws IOException {
        absent.remove(line.row());
        prompts.add(line.prompt());
        write(line);
    }

    /** Writes what was remembered, when all rows of the test set were added. Of a row that was corrected the new hash counts. */
    void addAbsent() throws IOException {
        for (SealedTest.Line line : absent.values()) {
            if (!prompts.contains(line.prompt())) {
                write(line);
            }
        }
    }

    private void write(SealedTest.Line line) throws IOException {
        sink.text(Json.line(line) + "\n");
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
