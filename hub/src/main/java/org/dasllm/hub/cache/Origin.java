package org.dasllm.hub.cache;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.hub.api.Licence;

/** Where a model's folder is from, as facts by name: for manifests and model cards. */
public final class Origin {
    private Origin() {}

    /**
     * Of any folder; empty for one that was neither pulled nor is in a cache.
     *
     * @throws org.dasllm.format.error.DasllmException if its record cannot be read
     */
    public static Map<String, String> of(Path folder) {
        // In a cache other tools put all files of a repository into its snapshot, and one of them could be named as our
        // record is.
        Optional<Snapshot> snapshot = HubCache.containing(folder);
        if (snapshot.isPresent()) {
            return of(snapshot.get());
        }
        Path own = folder.resolve(PullRecord.FOLDER).resolve(PullRecord.FILE);
        return Files.isRegularFile(own) ? of(PullRecord.read(own)) : Map.of();
    }

    private static Map<String, String> of(Snapshot snapshot) {
        Optional<PullRecord> record = snapshot.pulled();
        if (record.isPresent()) {
            return of(record.get());
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", snapshot.model());
        facts.put("commit", snapshot.commit());
        facts.put("licence", snapshot.licence().toString());
        return facts;
    }

    private static Map<String, String> of(PullRecord record) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", record.model());
        facts.put("revision", record.revision());
        facts.put("commit", record.commit());
        facts.put("licence", new Licence(record.licence(), Optional.ofNullable(record.licenceLink())).toString());
        if (record.gated() != null) {
            boolean accepted = Boolean.TRUE.equals(record.accepted());
            facts.put(
                    "access",
                    "gated (" + record.gated() + ")"
                            + (accepted
                                    ? ", given by the hub to the token of the user, who had accepted its terms"
                                    : ""));
        }
        facts.put("pulled", record.pulled() + " from " + record.endpoint());
        return facts;
    }
}
