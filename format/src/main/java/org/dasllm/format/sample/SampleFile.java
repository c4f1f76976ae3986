package org.dasllm.format.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;

/** A JSON Lines file of samples. Ids are unique and prompts are not empty, on reading and on writing. */
public final class SampleFile {
    private SampleFile() {}

    public static List<Sample> read(Path jsonl) {
        List<Sample> samples = JsonLines.readAll(jsonl, Sample.class);
        check(jsonl, samples);
        return samples;
    }

    /** Writes the file as a whole; an old one stays as it was when anything goes wrong. */
    public static void write(Path jsonl, Iterable<Sample> samples) {
        List<Sample> all = new ArrayList<>();
        samples.forEach(all::add);
        check(jsonl, all);
        JsonLines.write(jsonl, all);
    }

    /**
     * Writes samples one by one, without holding them; the file is either whole or as it was before, also where {@code source} throws.
     *
     * @param source hands all samples to what it is given
     */
    public static void write(Path jsonl, Consumer<Consumer<Sample>> source) {
        Set<String> ids = new HashSet<>();
        AtomicFile.write(
                jsonl,
                out -> source.accept(sample -> {
                    check(jsonl, sample, ids);
                    try {
                        out.write(Json.line(sample).getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
    }

    private static void check(Path jsonl, List<Sample> samples) {
        Set<String> ids = new HashSet<>();
        samples.forEach(sample -> check(jsonl, sample, ids));
    }

    private static void check(Path jsonl, Sample sample, Set<String> ids) {
        if (sample.id().isBlank()) {
            throw DasllmException.input("A sample of " + jsonl + " has an empty id", "Give every sample its own id");
        }
        if (!ids.add(sample.id())) {
            throw DasllmException.input(
                    "The id '" + sample.id() + "' is in " + jsonl + " twice", "Give every sample its own id");
        }
        if (sample.prompt().isEmpty()
                || sample.prompt().stream()
                        .allMatch(message -> message.content().isBlank())) {
            throw DasllmException.input(
                    "The sample '" + sample.id() + "' of " + jsonl + " has an empty prompt",
                    "Remove it or give it a message");
        }
    }
}
