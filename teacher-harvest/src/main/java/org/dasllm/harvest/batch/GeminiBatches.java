package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;

/**
 * Gemini's batches over an uploaded file. Submitting is not idempotent; a batch whose id was lost is found by its display name, which is ours, or by
 * its file.
 */
final class GeminiBatches implements BatchTeacher {
    private static final String GENERATE = ":generateContent";
    /** Of gRPC, whose numbers stand in errors of results, those of HTTP: what is not here is a fault of the server. */
    private static final Map<Integer, Integer> STATUSES =
            Map.of(3, 400, 5, 404, 7, 403, 8, 429, 9, 400, 11, 400, 14, 503, 16, 401);

    private static final int DEADLINE_EXCEEDED = 4;
    private static final int CANCELLED = 1;
    private static final int LAST_OF_GRPC = 16;
    private static final int SERVER_ERROR = 500;

    private final TeacherConfig config;
    private final VendorApi api;
    /** Up to the version's own part of the path. */
    private final String host;

    private final String version;
    private final String model;

    GeminiBatches(TeacherConfig config) {
        this.config = config;
        this.api = new VendorApi(config);
        String endpoint = config.endpoint().toString();
        String named = endpoint.substring(0, endpoint.length() - GENERATE.length());
        int resource = named.lastIndexOf('/', named.lastIndexOf('/') - 1);
        String root = named.substring(0, resource);
        this.model = named.substring(resource);
        this.host = root.substring(0, root.lastIndexOf('/'));
        this.version = root.substring(root.lastIndexOf('/'));
    }

    private URI address(String path) {
        return URI.create(host + version + path);
    }

    @Override
    public BatchLimits limits() {
        return BatchLimits.of(config);
    }

    @Override
    public byte[] row(String key, JsonNode body) {
        ObjectNode row = Json.mapper().createObjectNode().put("key", key);
        row.set("request", body);
        return (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> upload(String name, byte[] rows) throws VendorUnavailable, InterruptedException {
        ObjectNode about = Json.mapper().createObjectNode();
        about.putObject("file").put("display_name", name);
        VendorApi.Whole begun = api.send(
                "POST",
                URI.create(host + "/upload" + version + "/files"),
                Map.of(
                        "Content-Type", "application/json",
                        "X-Goog-Upload-Protocol", "resumable",
                        "X-Goog-Upload-Command", "start",
                        "X-Goog-Upload-Header-Content-Length", String.valueOf(rows.length),
                        "X-Goog-Upload-Header-Content-Type", "application/jsonl"),
                Json.line(about).getBytes(StandardCharsets.UTF_8),
                true);
        String told = begun.header()
                .firstValue("x-goog-upload-url")
                .orElseThrow(() -> new VendorUnavailable("the upload has no address", false));
        URI uploading = URI.create(told);
        URI asked = URI.create(host);
        // At the host that was asked, as the vendor's own clients do it: a proxy may stand between.
        URI there = URI.create(asked.getScheme() + "://" + asked.getRawAuthority() + uploading.getRawPath()
                + (uploading.getRawQuery() == null ? "" : "?" + uploading.getRawQuery()));
        JsonNode file = api.send(
                        "POST",
                        there,
                        Map.of("X-Goog-Upload-Offset", "0", "X-Goog-Upload-Command", "upload, finalize"),
                        rows,
                        false)
                .body();
        String id = file.path("file").path("name").asText("");
        if (id.isEmpty()) {
            throw new VendorUnavailable("the uploaded file has no name", false);
        }
        return Optional.of(id);
    }

    @Override
    public String submit(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode batch = body.putObject("batch").put("display_name", intent.name());
        batch.putObject("input_config").put("file_name", intent.file().orElseThrow());
        JsonNode operation = api.post(address(model + ":batchGenerateContent"), body);
        if (!operation.path("name").isTextual()) {
            throw new VendorUnavailable("the vendor's reply to the submission has no name", true);
        }
        return operation.path("name").textValue();
    }

    @Override
    public BatchSearch find(BatchIntent intent, Predicate<String> known, Predicate<String> ours)
            throws VendorUnavailable, InterruptedException {
        String more = "";
        while (true) {
            JsonNode page = api.get(address("/batches?pageSize=100" + more));
            for (JsonNode batch : page.path("operations")) {
                JsonNode metadata = batch.path("metadata");
                if (metadata.path("displayName").asText().equals(intent.name())
                        || intent.file()
                                .equals(Optional.of(
                                        metadata.at("/inputConfig/fileName").asText()))) {
                    return new BatchSearch.Found(batch.path("name").asText());
                }
            }
            String next = page.path("nextPageToken").asText("");
            if (next.isEmpty()) {
                return new BatchSearch.Absent();
            }
            more = "&pageToken=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    @Override
    public BatchProgress poll(String id) throws VendorUnavailable, InterruptedException {
        JsonNode batch = api.get(address("/" + id));
        JsonNode metadata = batch.path("metadata");
        String state = metadata.path("state").asText();
        JsonNode stats = metadata.path("batchStats");
        String words = state + ", "
                + (stats.path("successfulRequestCount").asLong()
                        + stats.path("failedRequestCount").asLong())
                + " of " + stats.path("requestCount").asLong();
        return switch (state.substring(state.lastIndexOf('_') + 1)) {
            case "SUCCEEDED" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch has ended without a result for it");
            case "EXPIRED" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch's time ran out before its turn");
            case "CANCELLED" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch was cancelled before its turn");
            case "FAILED" -> new BatchProgress(BatchProgress.State.REFUSED, words, api.message(Json.line(batch)));
            default -> BatchProgress.underWay(words);
        };
    }

    @Override
    public void collect(String id, Consumer<BatchRow> each) throws VendorUnavailable, InterruptedException {
        JsonNode batch = api.get(address("/" + id));
        String file = batch.at("/metadata/output/responsesFile")
                .asText(batch.at("/response/responsesFile").asText(""));
        if (!file.isEmpty()) {
            api.lines(
                    URI.create(host + "/download" + version + "/" + file + ":download?alt=media"),
                    line -> each.accept(row(line)));
        }
    }

    private BatchRow row(String text) {
        return ResultLine.of(text, "key", (key, line) -> {
            if (line.path("response").isObject()) {
                return new BatchRow.Received(
                        key,
                        200,
                        Optional.ofNullable(line.at("/response/responseId").textValue()),
                        api.withoutKey(JsonSlice.of(text, "response").orElseThrow(ResultLine::unknown)));
            }
            JsonNode error = line.path("error");
            if (!error.isObject()) {
                throw ResultLine.unknown();
            }
            int code = error.path("code").asInt();
            if (code == DEADLINE_EXCEEDED || code == CANCELLED) {
                return new BatchRow.NotRun(key, error.path("message").asText());
            }
            ObjectNode body = Json.mapper().createObjectNode();
            body.set("error", error);
            int status = code > LAST_OF_GRPC ? code : STATUSES.getOrDefault(code, SERVER_ERROR);
            return new BatchRow.Received(key, status, Optional.empty(), Json.line(body));
        });
    }
}
