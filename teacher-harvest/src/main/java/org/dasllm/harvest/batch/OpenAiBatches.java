package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;

/**
 * Batches of OpenAI and of Azure OpenAI: a file of requests, a batch over it that carries our name, and files of answers and of errors. A batch whose id
 * was lost is found by its name, or by its file, which is no other batch's.
 */
final class OpenAiBatches implements BatchTeacher {
    /** Under which the vendor keeps our name. */
    private static final String NAME = "dasllm_batch";

    private static final String BOUNDARY = "dasllm-form-of-requests-5d0c6b1f2a";
    private static final int LIST_PAGE = 100;
    private static final Duration CLOCKS_APART = Duration.ofHours(1);
    private static final Duration FILE_PAUSE = Duration.ofSeconds(2);
    private static final int FILE_LOOKS = 150;
    private static final Set<String> FILE_NOT_READY = Set.of("pending", "running", "notRunning");

    private final TeacherConfig config;
    private final VendorApi api;
    private final String root;
    private final String query;
    private final String url;

    OpenAiBatches(TeacherConfig config) {
        this.config = config;
        this.api = new VendorApi(config);
        String endpoint = config.endpoint().toString();
        int question = endpoint.indexOf('?');
        this.query = question < 0 ? "" : endpoint.substring(question + 1);
        String path = question < 0 ? endpoint : endpoint.substring(0, question);
        String operation = config.protocol() == TeacherProtocol.RESPONSES ? "/responses" : "/chat/completions";
        this.root = path.substring(0, path.length() - operation.length()).replaceFirst("/deployments/[^/]+$", "");
        this.url = (config.protocol() == TeacherProtocol.AZURE ? "" : "/v1") + operation;
    }

    private URI address(String path) {
        return address(path, "");
    }

    private URI address(String path, String more) {
        String all = query.isEmpty() || more.isEmpty() ? query + more : query + "&" + more;
        return URI.create(root + path + (all.isEmpty() ? "" : "?" + all));
    }

    @Override
    public BatchLimits limits() {
        return BatchLimits.of(config);
    }

    @Override
    public byte[] row(String key, JsonNode body) {
        ObjectNode row = Json.mapper()
                .createObjectNode()
                .put("custom_id", key)
                .put("method", "POST")
                .put("url", url);
        row.set("body", body);
        return (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> upload(String name, byte[] rows) throws VendorUnavailable, InterruptedException {
        ByteArrayOutputStream form = new ByteArrayOutputStream(rows.length + 1024);
        write(form, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n");
        write(
                form,
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + ".jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n");
        form.writeBytes(rows);
        write(form, "\r\n--" + BOUNDARY + "--\r\n");
        JsonNode file = api.send(
                        "POST",
                        address("/files"),
                        Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY),
                        form.toByteArray(),
                        true)
                .body();
        String id = text(file, "id");
        for (int look = 0; FILE_NOT_READY.contains(file.path("status").asText()); look++) {
            if (look == FILE_LOOKS) {
                throw new VendorUnavailable("the uploaded file " + id + " is still not ready", false);
            }
            Thread.sleep(FILE_PAUSE.toMillis());
            file = api.get(address("/files/" + id));
        }
        return Optional.of(id);
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode node, String name) throws VendorUnavailable {
        if (!node.path(name).isTextual()) {
            throw new VendorUnavailable("the vendor's reply has no " + name, true);
        }
        return node.path(name).textValue();
    }

    @Override
    public String submit(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("input_file_id", intent.file().orElseThrow())
                .put("endpoint", url)
                .put("completion_window", "24h");
        body.putObject("metadata").put(NAME, intent.name());
        return text(api.post(address("/batches"), body), "id");
    }

    @Override
    public BatchSearch find(BatchIntent intent, Predicate<String> known, Predicate<String> ours)
            throws VendorUnavailable, InterruptedException {
        long since = intent.at().minus(CLOCKS_APART).getEpochSecond();
        String after = "";
        while (true) {
            JsonNode page = api.get(address("/batches", "limit=" + LIST_PAGE + after));
            for (JsonNode batch : page.path("data")) {
                if (batch.path("metadata").path(NAME).asText().equals(intent.name())
                        || intent.file()
                                .equals(Optional.of(batch.path("input_file_id").asText()))) {
                    return new BatchSearch.Found(text(batch, "id"));
                }
                if (batch.path("created_at").asLong(Long.MAX_VALUE) < since) {
                    return new BatchSearch.Absent();
                }
            }
            String last = page.path("last_id").asText("");
            if (!page.path("has_more").asBoolean() || last.isEmpty()) {
                return new BatchSearch.Absent();
            }
            after = "&after=" + last;
        }
    }

    @Override
    public BatchProgress poll(String id) throws VendorUnavailable, InterruptedException {
        JsonNode batch = api.get(address("/batches/" + id));
        String status = batch.path("status").asText();
        JsonNode counts = batch.path("request_counts");
        String words = status + ", "
                + (counts.path("completed").asLong() + counts.path("failed").asLong()) + " of "
                + counts.path("total").asLong();
        return switch (status) {
            case "completed" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch has ended without a result for it");
            case "expired" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch's time ran out before its turn");
            case "cancelled" ->
                new BatchProgress(BatchProgress.State.ENDED, words, "the batch was cancelled before its turn");
            case "failed" -> new BatchProgress(BatchProgress.State.REFUSED, words, errors(batch));
            default -> BatchProgress.underWay(words);
        };
    }

    private String errors(JsonNode batch) {
        List<String> said = new ArrayList<>();
        batch.path("errors")
                .path("data")
                .forEach(error -> said.add(api.withoutKey(error.path("code").asText() + ": "
                        + error.path("message").asText())));
        return said.isEmpty() ? "no reason is given" : said.get(0).replaceAll("[\\s\\p{Cntrl}]+", " ");
    }

    @Override
    public void collect(String id, Consumer<BatchRow> each) throws VendorUnavailable, InterruptedException {
        JsonNode batch = api.get(address("/batches/" + id));
        for (String file : List.of("output_file_id", "error_file_id")) {
            String name = batch.path(file).asText("");
            if (!name.isEmpty() && !name.equals("null")) {
                api.lines(address("/files/" + name + "/content"), line -> each.accept(row(line)));
            }
        }
    }

    private BatchRow row(String text) {
        return ResultLine.of(text, "custom_id", (key, line) -> {
            JsonNode response = line.path("response");
            if (response.path("status_code").isIntegralNumber()) {
                return new BatchRow.Received(
                        key,
                        response.path("status_code").intValue(),
                        Optional.ofNullable(response.path("request_id").textValue()),
                        api.withoutKey(JsonSlice.of(text, "response", "body").orElseThrow(ResultLine::unknown)));
            }
            JsonNode error = line.path("error");
            if (error.has("message") || error.has("code")) {
                return new BatchRow.NotRun(
                        key,
                        error.path("code").asText() + ": "
                                + error.path("message").asText());
            }
            throw ResultLine.unknown();
        });
    }

    /** Refuses a teacher whose deployment's name cannot be in a file's rows. */
    static void check(TeacherConfig config) {
        if (config.protocol() == TeacherProtocol.AZURE
                && config.address().contains("/deployments/")
                && config.apiVersion() == null) {
            throw DasllmException.usage(
                    "base_url names a deployment, and batches of Azure OpenAI are beside the deployments",
                    "Write the address without /deployments/..., and the deployment as model");
        }
    }
}
