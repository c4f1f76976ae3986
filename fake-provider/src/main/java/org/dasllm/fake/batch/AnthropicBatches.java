package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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

/** Anthropic's Message Batches, which keep nothing of the client's but the names of requests. */
final class AnthropicBatches implements BatchApi {
    private static final Pattern PATH = Pattern.compile("/v1/messages/batches(?:/([^/]+))?(/results|/cancel)?");
    private static final Pattern CUSTOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final Desk desk;
    private final Set<String> read = new HashSet<>();

    AnthropicBatches(Desk desk) {
        this.desk = desk;
    }

    @Override
    public boolean takes(String method, String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public String protocolPath() {
        return "/v1/messages";
    }

    @Override
    public synchronized BatchReply reply(String method, Call call, byte[] body) {
        Matcher parts = PATH.matcher(call.path());
        if (!parts.matches()) {
            throw new Refused(404, "Not found");
        }
        if (call.header().apply("anthropic-version").isEmpty()) {
            throw new Refused("anthropic-version: header is required");
        }
        String id = parts.group(1);
        if (id == null) {
            return method.equals("POST") ? create(call, body) : list(call);
        }
        Job job = desk.job(id).orElseThrow(() -> new Refused(404, "Message batch not found: " + id));
        if (parts.group(2) == null) {
            job.poll();
            return BatchReply.whole(FakeResponse.of(200, node(job, call)));
        }
        if (!job.ended()) {
            throw new Refused("The results are not there before processing has ended.");
        }
        return new BatchReply(
                new FakeResponse(
                        200, Map.of("Content-Type", "application/x-jsonl"), desk.text(job, lines(job), read.add(id))),
                desk.cuts() ? BatchReply.Fate.CUT : BatchReply.Fate.WHOLE);
    }

    private BatchReply create(Call call, byte[] body) {
        JsonNode asked = Lines.json(new String(body, StandardCharsets.UTF_8));
        if (asked.size() != 1
                || !asked.path("requests").isArray()
                || asked.path("requests").isEmpty()) {
            throw new Refused("requests: a list of requests and nothing else is expected");
        }
        List<Row> rows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode row : asked.path("requests")) {
            String name = row.path("custom_id").asText();
            if (!CUSTOM_ID.matcher(name).matches() || !names.add(name)) {
                throw new Refused("requests: custom_id: must be unique and match ^[a-zA-Z0-9_-]{1,64}$");
            }
            rows.add(new Row(name, "/v1/messages", row.path("params")));
        }
        Job job = desk.submit("msgbatch_", Json.mapper().createObjectNode(), rows, call);
        return new BatchReply(
                FakeResponse.of(200, node(job, call)), desk.loses() ? BatchReply.Fate.LOST : BatchReply.Fate.WHOLE);
    }

    private static List<String> lines(Job job) {
        List<String> lines = new ArrayList<>();
        for (Result each : job.results()) {
            ObjectNode line = Json.mapper().createObjectNode().put("custom_id", each.key());
            ObjectNode result = line.putObject("result");
            if (!(each instanceof Result.Replied replied)) {
                result.put("type", "expired");
            } else if (replied.answered()) {
                JsonNode message = Lines.json(replied.reply().body());
                ((ObjectNode) message.path("usage")).put("service_tier", "batch");
                result.put("type", "succeeded").set("message", message);
            } else {
                result.put("type", "errored")
                        .set("error", Lines.json(replied.reply().body()));
            }
            lines.add(Json.line(line));
        }
        return lines;
    }

    private static ObjectNode node(Job job, Call call) {
        boolean ended = job.ended();
        ObjectNode node = Json.mapper().createObjectNode().put("id", job.id()).put("type", "message_batch");
        node.put("processing_status", ended ? "ended" : "in_progress");
        node.putObject("request_counts")
                .put("processing", ended ? 0 : job.results().size())
                .put("succeeded", ended ? job.answered() : 0)
                .put("errored", ended ? job.errored() : 0)
                .put("canceled", 0)
                .put("expired", ended ? job.expired() : 0);
        String host = call.header().apply("host").orElse("localhost");
        return node.put("ended_at", ended ? job.created().toString() : null)
                .put("created_at", job.created().toString())
                .put("expires_at", job.created().plus(Duration.ofHours(24)).toString())
                .putNull("archived_at")
                .putNull("cancel_initiated_at")
                .put("results_url", ended ? "http://" + host + "/v1/messages/batches/" + job.id() + "/results" : null);
    }

    private BatchReply list(Call call) {
        int limit = call.parameter("limit").map(Integer::parseInt).orElse(20);
        List<Job> all = desk.jobs();
        List<Job> page = Lines.page(all, call.parameter("after_id").orElse(null), limit);
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode data = node.putArray("data");
        // A batch goes on while lists of batches are asked for, too.
        page.forEach(job -> {
            job.poll();
            data.add(node(job, call));
        });
        boolean more = !page.isEmpty()
                && !page.get(page.size() - 1)
                        .id()
                        .equals(all.get(all.size() - 1).id());
        node.put("has_more", more)
                .put("first_id", page.isEmpty() ? null : page.get(0).id())
                .put(
                        "last_id",
                        page.isEmpty() ? null : page.get(page.size() - 1).id());
        return BatchReply.whole(FakeResponse.of(200, node));
    }
}
