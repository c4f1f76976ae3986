package org.dasllm.hub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.name.FileName;
import org.dasllm.hub.name.ModelName;

/**
 * What a hub says of a model at one revision.
 *
 * @param name as it was asked for
 * @param commit the revision's commit
 * @param gated how its owner lets people in: {@code auto} or {@code manual}; empty where everybody may have it
 * @param files all of them
 */
public record ModelInfo(ModelName name, String commit, Optional<String> gated, Licence licence, List<HubFile> files) {
    private static final int MOST_FILES = 100_000;

    public ModelInfo {
        files = List.copyOf(files);
    }

    /**
     * Reads the answer of {@code /api/models/ORG/MODEL/revision/REVISION?blobs=true}.
     *
     * @throws DasllmException if it is not one
     */
    static ModelInfo of(ModelName name, JsonNode json, String endpoint) {
        String commit = json.path("sha").asText("");
        JsonNode siblings = json.path("siblings");
        if (!ModelName.isCommit(commit) || !siblings.isArray() || siblings.size() > MOST_FILES) {
            throw noHub(endpoint);
        }
        if (name.pinned() && !commit.equals(name.revision())) {
            throw DasllmException.input(
                    endpoint + " answers with commit " + commit + " where " + name + " was asked for",
                    "Check HF_ENDPOINT");
        }
        JsonNode gated = json.path("gated");
        List<HubFile> files = new ArrayList<>();
        for (JsonNode sibling : siblings) {
            files.add(file(name, sibling, endpoint));
        }
        return new ModelInfo(
                name,
                commit,
                gated.isTextual() && !gated.asText().equals("false")
                        ? Optional.of(gated.asText().equals("manual") ? "manual" : "auto")
                        : gated.asBoolean(false) ? Optional.of("auto") : Optional.empty(),
                Licence.of(json),
                files);
    }

    private static HubFile file(ModelName name, JsonNode sibling, String endpoint) {
        String path = sibling.path("rfilename").asText("");
        if (path.isEmpty()) {
            throw noHub(endpoint);
        }
        boolean leaves = path.startsWith("/") || ("/" + path.replace('\\', '/') + "/").contains("/../");
        if (leaves) {
            FileName.require(path, name);
        }
        JsonNode lfs = sibling.path("lfs");
        String etag = lfs.isObject()
                ? lfs.path("sha256").asText("")
                : sibling.path("blobId").asText("");
        JsonNode size = lfs.path("size").isIntegralNumber() ? lfs.path("size") : sibling.path("size");
        boolean counted = size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0;
        return new HubFile(path, counted ? size.longValue() : -1, etag);
    }

    static DasllmException noHub(String endpoint) {
        return DasllmException.input(
                endpoint + " does not answer as a hub does",
                "Check HF_ENDPOINT, and whether a proxy's login page answers in its place");
    }

    /** A file by its name. */
    public Optional<HubFile> file(String path) {
        return files.stream().filter(file -> file.name().equals(path)).findFirst();
    }
}
