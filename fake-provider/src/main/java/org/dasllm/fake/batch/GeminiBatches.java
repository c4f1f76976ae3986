package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.fake.vendor.Call;
import org.dasllm.fake.vendor.FakeResponse;
import org.dasllm.fake.vendor.Refused;
import org.dasllm.format.io.Json;

/** Gemini's files, which are uploaded in two steps, and its batches over a file of requests. */
final class GeminiBatches implements BatchApi {
    private static final Pattern SUBMIT = Pattern.compile("/v1beta/models/([^/:]+):batchGenerateContent");
    private static final Pattern BATCHES = Pattern.compile("/v1beta/batches(?:/([^/:]+))?");
    private static final Pattern DOWNLOAD = Pattern.compile("(?:/download)?/v1beta/files/([^/:]+):download");
    private static final String UPLOAD = "/upload/v1beta/files";

    private final Desk desk;
    private final Map<String, ByteArrayOutputStream> uploads = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Job> ofFile = new HashMap<>();
    private final Set<String> read = new HashSet<>();

    GeminiBatches(Desk desk) {
        this.desk = desk;
    }

    @Override
    public boolean takes(String method, String path) {
        return path.equals(UPLOAD)
                || SUBMIT.matcher(path).matches()
                || BATCHES.matcher(path).matches()
                || DOWNLOAD.matcher(path).matches();
    }

    @Override
    public String protocolPath() {
        return "/v1beta/models/any:generateContent";
    }

    @Override
    public synchronized BatchReply reply(String method, Call call, byte[] body) {
        Matcher submit = SUBMIT.matcher(call.path());
        Matcher batches = BATCHES.matcher(call.path());
        Matcher download = DOWNLOAD.matcher(call.path());
        if (call.path().equals(UPLOAD)) {
            return upload(call, body);
        } else if (submit.matches()) {
            return create(call, submit.group(1), body);
        } else if (download.matches()) {
            return download(download.group(1));
        } else if (batches.matches()) {
            return batches.group(1) == null ? list(call) : retrieve("batches/" + batches.group(1));
        }
        throw new Refused(404, "not an address of this API");
    }

    private BatchReply upload(Call call, byte[] body) {
        String command = call.header().apply("x-goog-upload-command").orElse("");
        if (command.equals("start")) {
            String id = desk.keep("upload", "");
            uploads.put(id, new ByteArrayOutputStream());
            String host = call.header().apply("host").orElse("localhost");
            return BatchReply.whole(FakeResponse.of(200, Json.mapper().createObjectNode())
                    .with(Map.of(
                            "x-goog-upload-url",
                            "http://" + host + UPLOAD + "?upload_id=" + id,
                            "x-goog-upload-status",
                            "active")));
        }
        ByteArrayOutputStream upload = uploads.get(call.parameter("upload_id").orElse(""));
        if (upload == null) {
            throw new Refused("Upload not found");
        }
        upload.writeBytes(body);
        if (!command.contains("finalize")) {
            return BatchReply.whole(FakeResponse.of(200, Json.mapper().createObjectNode())
                    .with(Map.of("x-goog-upload-status", "active")));
        }
        String name = "files/" + desk.keep("f", "");
        String text = upload.toString(StandardCharsets.UTF_8);
        texts.put(name, text);
        ObjectNode node = Json.mapper().createObjectNode();
        node.putObject("file")
                .put("name", name)
                .put("mimeType", "application/jsonl")
                .put("sizeBytes", String.valueOf(upload.size()))
                .put("createTime", "2026-11-29T00:00:00Z")
                .put("updateTime", "2026-11-29T00:00:00Z")
                .put("uri", "https://generativelanguage.googleapis.com/v1beta/" + name)
                .put("state", "ACTIVE")
                .put("source", "UPLOADED");
        return BatchReply.whole(FakeResponse.of(200, node).with(Map.of("x-goog-upload-status", "final")));
    }

    private static JsonNode either(JsonNode node, String one, String other) {
        return node.has(one) ? node.path(one) : node.path(other);
    }

    private BatchReply create(Call call, String model, byte[] body) {
        JsonNode batch = Lines.json(new String(body, StandardCharsets.UTF_8)).path("batch");
        JsonNode input = either(batch, "inputConfig", "input_config");
        String text = texts.get(either(input, "fileName", "file_name").asText());
        if (text == null) {
            throw new Refused("* BatchGenerateContentRequest.batch.input_config: the file does not exist");
        }
        if (either(batch, "displayName", "display_name").asText().isEmpty()) {
            throw new Refused("* BatchGenerateContentRequest.batch.display_name: is required");
        }
        List<Row> rows = new ArrayList<>();
        for (String line : Lines.of(text)) {
            JsonNode row = Lines.json(line);
            rows.add(new Row(
                    row.path("key").asText(), "/v1beta/models/" + model + ":generateContent", row.path("request")));
        }
        ObjectNode submission = Json.mapper()
                .createObjectNode()
                .put("model", "models/" + model)
                .put("displayName", either(batch, "displayName", "display_name").asText())
                .put("fileName", either(input, "fileName", "file_name").asText());
        Job job = desk.submit("batches/b", submission, rows, call);
        ofFile.put("batch-" + job.id().substring("batches/".length()), job);
        return new BatchReply(
                FakeResponse.of(200, node(job)), desk.loses() ? BatchReply.Fate.LOST : BatchReply.Fate.WHOLE);
    }

    /** An expired job keeps nothing here: a part of its requests fails by the word for a deadline instead. */
    private static ObjectNode node(Job job) {
        boolean ended = job.ended();
        ObjectNode node = Json.mapper().createObjectNode().put("name", job.id());
        ObjectNode metadata = node.putObject("metadata")
                .put("@type", "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch")
                .put("model", job.submission().path("model").asText())
                .put("displayName", job.submission().path("displayName").asText())
                .put("createTime", job.created().toString())
                .put("updateTime", job.created().toString())
                .put("name", job.id())
                .put("state", ended ? "BATCH_STATE_SUCCEEDED" : "BATCH_STATE_RUNNING");
        metadata.putObject("inputConfig")
                .put("fileName", job.submission().path("fileName").asText());
        metadata.putObject("batchStats")
                .put("requestCount", String.valueOf(job.results().size()))
                .put("successfulRequestCount", String.valueOf(ended ? job.answered() : 0))
                .put(
                        "pendingRequestCount",
                        String.valueOf(ended ? 0 : job.results().size()));
        if (ended) {
            String file = "files/batch-" + job.id().substring("batches/".length());
            metadata.put("endTime", job.created().toString());
            metadata.putObject("output").put("responsesFile", file);
            node.put("done", true)
                    .putObject("response")
                    .put("@type", "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatchOutput")
                    .put("responsesFile", file);
        }
        return node;
    }

    private BatchReply retrieve(String id) {
        Job job = desk.job(id).orElseThrow(() -> new Refused(404, "Requested entity was not found."));
        job.poll();
        return BatchReply.whole(FakeResponse.of(200, node(job)));
    }

    private BatchReply list(Call call) {
        int limit = call.parameter("pageSize").map(Integer::parseInt).orElse(50);
        List<Job> all = desk.jobs();
        List<Job> page = Lines.page(all, call.parameter("pageToken").orElse(null), limit);
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode operations = node.putArray("operations");
        page.forEach(job -> operations.add(node(job)));
        if (!page.isEmpty()
                && !page.get(page.size() - 1)
                        .id()
                        .equals(all.get(all.size() - 1).id())) {
            node.put("nextPageToken", page.get(page.size() - 1).id());
        }
        return BatchReply.whole(FakeResponse.of(200, node));
    }

    private BatchReply download(String file) {
        Job job = ofFile.get(file);
        if (job == null) {
            throw new Refused(404, "The file does not exist or cannot be downloaded.");
        }
        List<String> lines = new ArrayList<>();
        for (Result each : job.results()) {
            ObjectNode line = Json.mapper().createObjectNode();
            if (each instanceof Result.Replied replied) {
                JsonNode body = Lines.json(replied.reply().body());
                if (replied.answered()) {
                    line.set("response", body);
                } else {
                    line.set("error", body.path("error"));
                }
            } else {
                line.putObject("error")
                        .put("code", 4)
                        .put("message", "The request was not processed before the deadline.");
            }
            lines.add(Json.line(line.put("key", each.key())));
        }
        return new BatchReply(
                new FakeResponse(
                        200, Map.of("Content-Type", "application/octet-stream"), desk.text(job, lines, read.add(file))),
                desk.cuts() ? BatchReply.Fate.CUT : BatchReply.Fate.WHOLE);
    }
}
