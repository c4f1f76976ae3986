package org.dasllm.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.batch.BatchRow;
import org.dasllm.harvest.batch.JsonSlice;
import org.dasllm.harvest.batch.ResultLine;
import org.dasllm.harvest.batch.VendorUnavailable;

/**
 * The folder of a job's results, which is called as the job: a file for each file of requests, with {@code .out} behind its name, and a manifest
 * that counts them.
 */
final class BatchResults {
    private static final String LINES = ".jsonl.out";
    private static final String MANIFEST = "manifest.json.out";
    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;
    private static final int LAST_ERROR = 599;
    private static final int SERVER_ERROR = 500;

    private final BatchStore store;
    private final String folder;
    private final List<String> names;

    private BatchResults(BatchStore store, String folder, List<String> names) {
        this.store = store;
        this.folder = folder;
        this.names = names;
    }

    static BatchResults in(BatchStore store, String folder) throws VendorUnavailable {
        return new BatchResults(store, folder, store.names(folder));
    }

    boolean hasFiles() {
        return names.stream().anyMatch(name -> name.endsWith(LINES));
    }

    /** Refuses to take answers that were paid for as not there. */
    void requireFiles(String job) {
        if (!hasFiles()) {
            throw DasllmException.input(
                    "The batch " + job + " has ended with answers, and there are no results in " + folder,
                    "Put the files back that were there, or give what may have been paid for up with --submit-again "
                            + job);
        }
    }

    /** Hands over all rows, and one that cannot be read for each that the manifest counts and no file has. */
    void read(Consumer<BatchRow> each) throws VendorUnavailable {
        long[] lines = {0};
        for (String name : names) {
            if (name.endsWith(LINES)) {
                store.lines(folder, name, line -> {
                    lines[0]++;
                    each.accept(row(line));
                });
            }
        }
        for (long missing = processed() - lines[0]; missing > 0; missing--) {
            each.accept(new BatchRow.Unreadable(
                    Optional.empty(), "(no line of the results, though their manifest counts it)"));
        }
    }

    /** How many requests were answered or refused, as the manifest has it; 0 where there is none. */
    private long processed() throws VendorUnavailable {
        if (!names.contains(MANIFEST)) {
            return 0;
        }
        StringBuilder text = new StringBuilder();
        store.lines(folder, MANIFEST, text::append);
        try {
            return Json.mapper()
                    .readTree(text.toString())
                    .path("processedRecordCount")
                    .asLong();
        } catch (JsonProcessingException e) {
            throw new VendorUnavailable(folder + "/" + MANIFEST + " is no JSON", false);
        }
    }

    private static BatchRow row(String text) {
        return ResultLine.of(text, "recordId", (key, line) -> {
            if (line.path("modelOutput").isObject()) {
                return received(key, OK, text, "modelOutput");
            }
            JsonNode error = line.path("error");
            if (!error.isObject()) {
                throw ResultLine.unknown();
            }
            int code = error.path("errorCode").asInt();
            return received(key, code >= FIRST_ERROR && code <= LAST_ERROR ? code : SERVER_ERROR, text, "error");
        });
    }

    private static BatchRow received(String key, int status, String text, String part) {
        String body = JsonSlice.of(text, part).orElseThrow(ResultLine::unknown);
        return new BatchRow.Received(key, status, Optional.empty(), body);
    }
}
