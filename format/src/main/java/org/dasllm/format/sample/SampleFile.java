package org.dasllm.format.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
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

    private static void check(Path jsonl, List<Sample> samples) {
        Set<String> ids = new HashSet<>();
        for (Sample sample : samples) {
            if (sample.id().isBlank()) {
                throw DasllmException.input(
                        "A sample of " + jsonl + " has an empty id", "Give every sample its own id");
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
}
