package org.dasllm.hub.cache;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.hub.api.Licence;
import org.jspecify.annotations.Nullable;

/**
 * A model's files at one commit, as far as they are here.
 *
 * @param model {@code ORG/MODEL}
 * @param commit the commit
 * @param folder holds the files, or links to them
 * @param recordFile where {@link PullRecord} is, if this program pulled them
 */
public record Snapshot(String model, String commit, Path folder, Path recordFile) {
    private static final String CONFIG = "config.json";
    private static final String CARD = "README.md";
    private static final long MOST_BYTES_OF_A_CARD = 4 << 20;

    /**
     * What was written down when it was pulled; empty where other tools pulled it.
     *
     * @throws DasllmException if the record cannot be read
     */
    public Optional<PullRecord> pulled() {
        return Files.exists(recordFile) ? Optional.of(PullRecord.read(recordFile)) : Optional.empty();
    }

    /** Files that a model needs, or that were chosen beside, and that are not here; empty for a whole one. */
    public List<String> missing() {
        TreeSet<String> missing = new TreeSet<>();
        pulled().stream()
                .flatMap(record -> record.files().stream())
                .filter(file -> bytes(folder.resolve(file.name())) != file.bytes())
                .forEach(file -> missing.add(file.name()));
        // A record may be of single files that were chosen, which make no model.
        List<String> needed = new ArrayList<>(List.of(CONFIG));
        Path index = folder.resolve(Checkpoint.INDEX);
        if (Files.exists(folder.resolve(Checkpoint.SINGLE)) || !Files.exists(index)) {
            needed.add(Checkpoint.SINGLE);
        } else {
            needed.addAll(shards(Json.readTree(index)));
        }
        needed.stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .forEach(missing::add);
        return List.copyOf(missing);
    }

    /** The files' names that an index of shards names. */
    public static TreeSet<String> shards(JsonNode index) {
        TreeSet<String> shards = new TreeSet<>();
        index.path("weight_map").forEach(shard -> shards.add(shard.asText("")));
        return shards;
    }

    private static long bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** The licence, from the record, or from the model card where other tools have pulled it. */
    public Licence licence() {
        return pulled().map(record -> new Licence(record.licence(), Optional.ofNullable(record.licenceLink())))
                .orElseGet(() -> licenceOf(folder));
    }

    /** What the model card in a folder says of the licence. */
    public static Licence licenceOf(Path folder) {
        Path card = folder.resolve(CARD);
        try {
            if (Files.isRegularFile(card) && Files.size(card) <= MOST_BYTES_OF_A_CARD) {
                return Licence.ofCard(Files.readString(card));
            }
        } catch (IOException unreadable) {
            return none(unreadable);
        }
        return none(null);
    }

    private static Licence none(@Nullable IOException ignored) {
        return new Licence(Licence.UNKNOWN, Optional.empty());
    }
}
