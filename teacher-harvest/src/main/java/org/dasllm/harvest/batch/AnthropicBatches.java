package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;

/**
 * Anthropic's Message Batches. They have no place for our name: a batch whose id was lost is found among those of its time by the names of its
 * requests, which the vendor shows with the results, and so only when a batch has ended.
 */
final class AnthropicBatches implements BatchTeacher {
    private static final int LIST_PAGE = 100;
    private static final Duration CLOCKS_APART = Duration.ofHours(1);
    private static final byte[] BEGINNING = "{\"requests\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, Integer> STATUSES = Map.of(
            "invalid_request_error", 400,
            "authentication_error", 401,
            "billing_error", 402,
            "permission_error", 403,
            "not_found_error", 404,
            "request_too_large", 413,
            "rate_limit_error", 429,
            "timeout_error", 504,
            "overloaded_error", 529);
    private static final int SERVER_ERROR = 500;

    private final TeacherConfig config;
    private final VendorApi api;

    AnthropicBatches(TeacherConfig config) {
        this.config = config;
        this.api = new VendorApi(config);
    }

    private URI address(String more) {
        return URI.create(config.endpoint() + "/batches" + more);
    }

    @Override
    public BatchLimits limits() {
        return BatchLimits.of(config);
    }

    @Override
    public byte[] row(String key, JsonNode body) {
        ObjectNode row = Json.mapper().createObjectNode().put("custom_id", key);
        row.set("params", body);
        return (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Only looks whether the vendor can be reached and knows the key, so that this does not turn out in the middle of the submission. */
    @Override
    public Optional<String> upload(String name, byte[] rows) throws VendorUnavailable, InterruptedException {
        api.get(address("?limit=1"));
        return Optional.empty();
    }

    @Override
    public String submit(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(rows.length + BEGINNING.length + END.length);
        body.writeBytes(BEGINNING);
        // Line breaks stand between rows and nowhere else: in JSON's texts they are escaped.
        byte[] list = rows.clone();
        for (int i = 0; i < list.length; i++) {
            list[i] = list[i] == '\n' ? (byte) ',' : list[i];
        }
        body.write(list, 0, list.length - 1);
        body.writeBytes(END);
        JsonNode batch = api.send(
                        "POST", address(""), Map.of("Content-Type", "application/json"), body.toByteArray(), true)
                .body();
        if (!batch.path("id").isTextual()) {
            throw new VendorUnavailable("the vendor's reply to the submission has no id", true);
        }
        return batch.path("id").textValue();
    }

    @Override
    public BatchSearch find(BatchIntent intent, Predicate<String> known, Predicate<String> ours)
            throws VendorUnavailable, InterruptedException {
        Instant since = intent.at().minus(CLOCKS_APART);
        int undecided = 0;
        String after = "";
        while (true) {
            JsonNode page = api.get(address("?limit=" + LIST_PAGE + after));
            for (JsonNode batch : page.path("data")) {
                if (created(batch).isBefore(since)) {
                    return decided(undecided);
                }
                String id = batch.path("id").asText();
                if (known.test(id) || total(batch) != intent.requests()) {
                    continue;
                }
                if (!ended(batch)) {
                    undecided++;
                } else if (isOurs(id, ours)) {
                    return new BatchSearch.Found(id);
                }
            }
            String last = page.path("last_id").asText("");
            if (!page.path("has_more").asBoolean() || last.isEmpty()) {
                return decided(undecided);
            }
            after = "&after_id=" + last;
        }
    }

    private static BatchSearch decided(int undecided) {
        return undecided == 0
                ? new BatchSearch.Absent()
                : new BatchSearch.Undecided("it may be one of " + undecided + " of the same size that have not ended");
    }

    private static Instant created(JsonNode batch) {
        try {
            return Instant.parse(batch.path("created_at").asText());
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }

    private static boolean ended(JsonNode batch) {
        return batch.path("processing_status").asText().equals("ended");
    }

    private static long total(JsonNode batch) {
        long sum = 0;
        for (JsonNode count : batch.path("request_counts")) {
            sum += count.asLong();
        }
        return sum;
    }

    /** By the first result that can be read: the names of our requests are no one else's. */
    private boolean isOurs(String id, Predicate<String> ours) throws VendorUnavailable, InterruptedException {
        AtomicBoolean found = new AtomicBoolean();
        api.lines(address("/" + id + "/results"), line -> {
            if (!found.get()) {
                found.set(key(row(line)).filter(ours).isPresent());
            }
        });
        return found.get();
    }

    private static Optional<String> key(BatchRow row) {
        if (row instanceof BatchRow.Received received) {
            return Optional.of(received.key());
        }
        return row instanceof BatchRow.NotRun notRun ? Optional.of(notRun.key()) : ((BatchRow.Unreadable) row).key();
    }

    @Override
    public BatchProgress poll(String id) throws VendorUnavailable, InterruptedException {
        JsonNode batch = api.get(address("/" + id));
        long processing = batch.path("request_counts").path("processing").asLong();
        String words =
                batch.path("processing_status").asText() + ", " + (total(batch) - processing) + " of " + total(batch);
        return ended(batch)
                ? new BatchProgress(BatchProgress.State.ENDED, words, "the batch has ended without a result for it")
                : BatchProgress.underWay(words);
    }

    @Override
    public void collect(String id, Consumer<BatchRow> each) throws VendorUnavailable, InterruptedException {
        api.lines(address("/" + id + "/results"), line -> each.accept(row(line)));
    }

    private BatchRow row(String text) {
        return ResultLine.of(text, "custom_id", (key, line) -> {
            JsonNode result = line.path("result");
            return switch (result.path("type").asText()) {
                case "succeeded" ->
                    new BatchRow.Received(
                            key,
                            200,
                            Optional.empty(),
                            api.withoutKey(
                                    JsonSlice.of(text, "result", "message").orElseThrow(ResultLine::unknown)));
                case "errored" ->
                    new BatchRow.Received(
                            key,
                            STATUSES.getOrDefault(
                                    result.at("/error/error/type")
                                            .asText(result.at("/error/type").asText()),
                                    SERVER_ERROR),
                            Optional.ofNullable(result.at("/error/request_id").textValue()),
                            api.withoutKey(JsonSlice.of(text, "result", "error").orElseThrow(ResultLine::unknown)));
                case "expired" -> new BatchRow.NotRun(key, "the batch's time ran out before its turn");
                case "canceled" -> new BatchRow.NotRun(key, "the batch was cancelled before its turn");
                default -> throw ResultLine.unknown();
            };
        });
    }
}
