package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Files and batches at OpenAI, and at Azure, which has them below an address of its own. */
final class OpenAiBatches implements BatchApi {
    private static final Pattern FILE_PART = Pattern.compile("name=\"?file\"?");
    private static final String ERRORS = "file-err-";
    private static final Pattern PURPOSE_PART = Pattern.compile("name=\"?purpose\"?");

    private final Pattern path;
    private final String protocolPath;
    private final boolean azure;
    private final Desk desk;
    private final Map<String, Job> ofFile = new HashMap<>();
    private final Map<String, List<String>> lines = new HashMap<>();
    private final Set<String> read = new HashSet<>();
    private final Map<String, String> outputs = new HashMap<>();
    private final Map<String, String> errors = new HashMap<>();

    private OpenAiBatches(String root, String protocolPath, boolean azure, Desk desk) {
        this.path = Pattern.compile(root + "/(files|batches)(?:/([^/]+))?(/content|/cancel)?");
        this.protocolPath = protocolPath;
        this.azure = azure;
        this.desk = desk;
    }

    static OpenAiBatches openAi(Desk desk) {
        return new OpenAiBatches("/v1", "/v1/chat/completions", false, desk);
    }

    /** With a dated version of the API, or without. */
    static OpenAiBatches azure(Desk desk) {
        return new OpenAiBatches("/openai(?:/v1)?", "/openai/v1/chat/completions", true, desk);
    }

    @Override
    public boolean takes(String method, String asked) {
        return path.matcher(asked).matches();
    }

    @Override
    public String protocolPath() {
        return protocolPath;
    }

    @Override
    public synchronized BatchReply reply(String method, Call call, byte[] body) {
        Matcher parts = path.matcher(call.path());
        if (!parts.matches()) {
            throw new Refused(404, "no such address");
        }
        if (azure
                && !call.path().startsWith("/openai/v1/")
                && call.parameter("api-version").isEmpty()) {
            throw new Refused(404, "Resource not found");
        }
        String id = parts.group(2);
        if (parts.group(1).equals("files")) {
            return method.equals("POST") ? upload(call, body) : id == null ? files() : file(id, parts.group(3) != null);
        }
        if (method.equals("POST")) {
            return create(call, body);
        }
        return id == null ? list(call) : retrieve(id);
    }

    private BatchReply upload(Call call, byte[] body) {
        String type = call.header().apply("content-type").orElse("");
        int at = type.indexOf("boundary=");
        if (at < 0) {
            throw new Refused("a form with a file is expected");
        }
        String boundary =
                type.substring(at + "boundary=".length()).split(";", 2)[0].replace("\"", "");
        String file = null;
        String purpose = null;
        String all = new String(body, StandardCharsets.UTF_8);
        for (String part : all.split(Pattern.quote("--" + boundary), -1)) {
            int head = part.indexOf("\r\n\r\n");
            if (head < 0) {
                continue;
            }
            String content = part.substring(head + 4, part.length() - 2);
            if (FILE_PART.matcher(part.substring(0, head)).find()) {
                file = content;
            } else if (PURPOSE_PART.matcher(part.substring(0, head)).find()) {
                purpose = content;
            }
        }
        if (file == null || !"batch".equals(purpose)) {
            throw new Refused("Missing required parameter: 'file' and 'purpose'.");
        }
        return BatchReply.whole(FakeResponse.of(200, fileNode(desk.keep("file-", file), file, "batch")));
    }

    private static ObjectNode fileNode(String id, String text, String purpose) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", "file")
                .put("bytes", text.getBytes(StandardCharsets.UTF_8).length)
                .put("created_at", 1_764_400_000L)
                .put("filename", id + ".jsonl")
                .put("purpose", purpose)
                .put("status", "processed");
    }

    private static BatchReply files() {
        throw new Refused(404, "the list of files is not kept here");
    }

    private BatchReply file(String id, boolean content) {
        List<String> result = lines.get(id);
        Job job = ofFile.get(id);
        if (result != null && job != null && content) {
            // What goes wrong goes wrong with answers, not with the file of errors.
            String text =
                    id.startsWith(ERRORS) ? String.join("\n", result) + "\n" : desk.text(job, result, read.add(id));
            return new BatchReply(
                    new FakeResponse(200, Map.of("Content-Type", "application/octet-stream"), text),
                    desk.cuts() ? BatchReply.Fate.CUT : BatchReply.Fate.WHOLE);
        }
        String text = desk.file(id).orElseThrow(() -> new Refused(404, "No such File object: " + id));
        return BatchReply.whole(
                content
                        ? new FakeResponse(200, Map.of("Content-Type", "application/octet-stream"), text)
                        : FakeResponse.of(200, fileNode(id, text, "batch")));
    }

    private BatchReply create(Call call, byte[] body) {
        JsonNode asked = Lines.json(new String(body, StandardCharsets.UTF_8));
        String input = desk.file(asked.path("input_file_id").asText())
                .orElseThrow(() -> new Refused("Invalid 'input_file_id'."));
        if (!asked.path("completion_window").asText().equals("24h")) {
            throw new Refused("Invalid value for 'completion_window'. Supported values are: '24h'.");
        }
        String endpoint = asked.path("endpoint").asText();
        List<Row> rows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String line : Lines.of(input)) {
            JsonNode row = Lines.json(line);
            if (!row.path("url").asText().equals(endpoint)
                    || !row.path("method").asText().equals("POST")) {
                throw new Refused("The URL of each request must be the batch's endpoint.");
            }
            if (!names.add(row.path("custom_id").asText())
                    || row.path("custom_id").asText().isEmpty()) {
                throw new Refused("The custom_id of each request must be unique.");
            }
            String alone = azure ? "/openai/v1/chat/completions" : endpoint;
            rows.add(new Row(row.path("custom_id").asText(), alone, row.path("body")));
        }
        Job job = desk.submit("batch_", asked, rows, call);
        results(job);
        return new BatchReply(
                FakeResponse.of(200, node(job)), desk.loses() ? BatchReply.Fate.LOST : BatchReply.Fate.WHOLE);
    }

    private void results(Job job) {
        List<String> answered = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Result result : job.results()) {
            ObjectNode line = Json.mapper()
                    .createObjectNode()
                    .put("id", "batch_req_" + result.key().hashCode())
                    .put("custom_id", result.key());
            if (result instanceof Result.Replied replied) {
                line.putObject("response")
                        .put("status_code", replied.reply().status())
                        .put("request_id", "req_" + replied.number())
                        .set("body", Lines.json(replied.reply().body()));
                line.putNull("error");
                (replied.answered() ? answered : failed).add(Json.line(line));
            } else {
                line.putNull("response")
                        .putObject("error")
                        .put("code", "batch_expired")
                        .put("message", "This request could not be executed before the completion window expired.");
                failed.add(Json.line(line));
            }
        }
        String output = "file-out-" + job.id();
        String errorFile = ERRORS + job.id();
        lines.put(output, answered);
        lines.put(errorFile, failed);
        ofFile.put(output, job);
        ofFile.put(errorFile, job);
        if (!answered.isEmpty()) {
            outputs.put(job.id(), output);
        }
        if (!failed.isEmpty()) {
            errors.put(job.id(), errorFile);
        }
    }

    private ObjectNode node(Job job) {
        boolean ended = job.ended();
        ObjectNode node = Json.mapper()
                .createObjectNode()
                .put("id", job.id())
                .put("object", "batch")
                .put("endpoint", job.submission().path("endpoint").asText());
        node.putNull("errors");
        node.put("input_file_id", job.submission().path("input_file_id").asText())
                .put("completion_window", "24h")
                .put("status", !ended ? "in_progress" : job.expired() > 0 ? "expired" : "completed")
                .put("output_file_id", ended ? outputs.get(job.id()) : null)
                .put("error_file_id", ended ? errors.get(job.id()) : null)
                .put("created_at", job.created().getEpochSecond())
                .put("expires_at", job.created().getEpochSecond() + 86_400);
        node.putObject("request_counts")
                .put("total", job.results().size())
                .put("completed", ended ? job.answered() : 0)
                .put("failed", ended ? job.errored() : 0);
        node.set(
                "metadata",
                job.submission().path("metadata").isObject() ? job.submission().path("metadata") : null);
        return node;
    }

    private BatchReply retrieve(String id) {
        Job job = desk.job(id).orElseThrow(() -> new Refused(404, "No batch found with id '" + id + "'."));
        job.poll();
        return BatchReply.whole(FakeResponse.of(200, node(job)));
    }

    private BatchReply list(Call call) {
        int limit = call.parameter("limit").map(Integer::parseInt).orElse(20);
        String after = call.parameter("after").orElse(null);
        List<Job> page = Lines.page(desk.jobs(), after, limit);
        ObjectNode node = Json.mapper().createObjectNode().put("object", "list");
        ArrayNode data = node.putArray("data");
        page.forEach(job -> data.add(node(job)));
        boolean more = !page.isEmpty()
                && !page.get(page.size() - 1)
                        .id()
                        .equals(desk.jobs().get(desk.jobs().size() - 1).id());
        node.put("first_id", page.isEmpty() ? null : page.get(0).id())
                .put(
                        "last_id",
                        page.isEmpty() ? null : page.get(page.size() - 1).id())
                .put("has_more", more);
        return BatchReply.whole(FakeResponse.of(200, node));
    }
}
