package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.fake.vendor.Call;
import org.dasllm.fake.vendor.FakeResponse;
import org.dasllm.fake.vendor.Refused;
import org.dasllm.format.io.Json;

/**
 * Bedrock's model invocation jobs over requests in Converse's form, from a bucket and into it. A submission with a known token makes no second job. A
 * job whose role is called {@code without-access} cannot read the bucket.
 */
final class BedrockBatches implements BatchApi {
    /** An address of Converse, whose protocol jobs share. */
    static final String PROTOCOL_PATH = "/model/any/converse";

    private static final Pattern PATH = Pattern.compile("/model-invocation-jobs?(?:(?<=job)/(.+?)(/stop)?)?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{1,63}(-*[a-zA-Z0-9+\\-.]){0,63}");
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9]{1,256}(-*[a-zA-Z0-9]){0,256}");
    private static final Pattern ROLE = Pattern.compile("arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+");
    private static final Pattern URI = Pattern.compile("s3://" + S3Objects.BUCKET + "/(.+)");
    private static final String ARN = "arn:aws:bedrock:eu-central-1:123456789012:model-invocation-job/";
    private static final String RESULTS = ".jsonl.out";
    private static final String NO_ACCESS = "role/without-access";

    private final Desk desk;
    private final S3Objects store;
    private final Map<String, String> ofToken = new HashMap<>();
    private final Map<String, Job> ofResults = new HashMap<>();
    private final Map<String, String> failed = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();
    private final Set<String> read = new HashSet<>();
    private final Set<String> written = new HashSet<>();

    BedrockBatches(Desk desk) {
        this.desk = desk;
        this.store = new S3Objects(desk, this::results);
    }

    /** The bucket that its jobs read and write. */
    S3Objects store() {
        return store;
    }

    static boolean isResult(String key) {
        return key.endsWith(RESULTS);
    }

    @Override
    public boolean takes(String method, String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public String protocolPath() {
        return PROTOCOL_PATH;
    }

    @Override
    public synchronized BatchReply reply(String method, Call call, byte[] body) {
        Matcher parts = PATH.matcher(call.path());
        if (!parts.matches()) {
            throw new Refused(404, "no such address");
        }
        String name = parts.group(1);
        if (name == null) {
            return method.equals("POST") ? create(call, body) : list(call);
        }
        Job job = desk.job(name.substring(name.lastIndexOf('/') + 1))
                .orElseThrow(() -> new Refused(404, "The provided job identifier does not exist: " + name));
        if (parts.group(2) != null) {
            if (ended(job)) {
                throw new Refused("The job is in a terminal state and cannot be stopped.");
            }
            stopped.add(job.id());
            return BatchReply.whole(FakeResponse.of(200, Json.mapper().createObjectNode()));
        }
        job.poll();
        return BatchReply.whole(FakeResponse.of(200, node(job)));
    }

    private BatchReply create(Call call, byte[] body) {
        JsonNode asked = Lines.json(new String(body, StandardCharsets.UTF_8));
        require(asked, "jobName", NAME);
        require(asked, "clientRequestToken", TOKEN);
        require(asked, "roleArn", ROLE);
        if (!asked.path("modelInvocationType").asText().equals("Converse")) {
            throw new Refused("only jobs of the type Converse are known here");
        }
        key(asked.at("/outputDataConfig/s3OutputDataConfig/s3Uri"));
        String token = asked.path("clientRequestToken").asText();
        String known = ofToken.get(token);
        Optional<Job> before = Optional.ofNullable(known).flatMap(desk::job);
        if (before.isPresent() && !before.get().submission().equals(asked)) {
            throw new Refused("The client request token was used with other parameters.");
        }
        Job job = before.orElseGet(() -> begin(asked, call));
        ofToken.put(token, job.id());
        return new BatchReply(
                FakeResponse.of(200, Json.mapper().createObjectNode().put("jobArn", ARN + job.id())),
                before.isEmpty() && desk.loses() ? BatchReply.Fate.LOST : BatchReply.Fate.WHOLE);
    }

    private static void require(JsonNode asked, String name, Pattern pattern) {
        if (!pattern.matcher(asked.path(name).asText()).matches()) {
            throw new Refused("Value at '" + name + "' failed to satisfy constraint: " + pattern);
        }
    }

    private static String key(JsonNode uri) {
        Matcher matcher = URI.matcher(uri.asText());
        if (!matcher.matches()) {
            throw new Refused("Value is not the address of something in a bucket: " + uri);
        }
        return matcher.group(1);
    }

    private Job begin(JsonNode asked, Call call) {
        String key = key(asked.at("/inputDataConfig/s3InputDataConfig/s3Uri"));
        String file = store.text(key)
                .filter(text -> key.endsWith(".jsonl"))
                .orElseThrow(() -> new Refused("Could not find a file of requests at " + key));
        boolean access = !asked.path("roleArn").asText().endsWith(NO_ACCESS);
        String path = "/model/" + asked.path("modelId").asText() + "/converse";
        List<Row> rows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String line : access ? Lines.of(file) : List.<String>of()) {
            JsonNode row = Lines.json(line);
            if (!names.add(row.path("recordId").asText())) {
                throw new Refused("recordId must be unique");
            }
            JsonNode input = row.path("modelInput");
            // A field that may not be there makes the record fail, not the job.
            Optional<String> refused = Stream.of("modelId", "toolConfig")
                    .filter(input::has)
                    .findFirst()
                    .map(field -> field + ": Extra inputs are not permitted");
            rows.add(new Row(row.path("recordId").asText(), path, input, refused));
        }
        Job job = desk.submit(BedrockBatches::jobName, asked, rows, call);
        if (!access) {
            failed.put(job.id(), "The role has no access to the bucket of the requests.");
        }
        ofResults.put(folder(job) + name(key), job);
        return job;
    }

    /** As Bedrock's: twelve small letters and digits. */
    private static String jobName(long number) {
        return String.format(Locale.ROOT, "job%09d", number);
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1) + ".out";
    }

    private static String folder(Job job) {
        String at = key(job.submission().at("/outputDataConfig/s3OutputDataConfig/s3Uri"));
        return (at.endsWith("/") ? at : at + "/") + job.id() + "/";
    }

    private boolean ended(Job job) {
        return job.ended() || stopped.contains(job.id()) || failed.containsKey(job.id());
    }

    private String status(Job job) {
        if (failed.containsKey(job.id())) {
            return "Failed";
        } else if (stopped.contains(job.id())) {
            return "Stopped";
        } else if (!job.ended()) {
            return "InProgress";
        }
        return job.expired() > 0 ? "PartiallyCompleted" : "Completed";
    }

    private ObjectNode node(Job job) {
        if (ended(job) && written.add(job.id()) && !failed.containsKey(job.id())) {
            write(job);
        }
        ObjectNode node = Json.mapper().createObjectNode().put("jobArn", ARN + job.id());
        for (String name : List.of(
                "jobName",
                "modelId",
                "clientRequestToken",
                "roleArn",
                "inputDataConfig",
                "outputDataConfig",
                "modelInvocationType")) {
            node.set(name, job.submission().path(name));
        }
        if (failed.containsKey(job.id())) {
            node.put("message", failed.get(job.id()));
        }
        return node.put("status", status(job))
                .put("submitTime", job.created().toString())
                .put("lastModifiedTime", job.created().toString())
                .put("timeoutDurationInHours", 24);
    }

    /** Puts results and manifest into the bucket; of requests whose turn never came there is no line. */
    private void write(Job job) {
        List<String> lines = lines(job);
        String input = key(job.submission().at("/inputDataConfig/s3InputDataConfig/s3Uri"));
        store.put(
                folder(job) + name(input),
                lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        ObjectNode manifest = Json.mapper()
                .createObjectNode()
                .put("totalRecordCount", job.results().size())
                .put("processedRecordCount", lines.size())
                .put("successRecordCount", job.answered())
                .put("errorRecordCount", job.errored());
        store.put(folder(job) + "manifest.json.out", Json.line(manifest));
    }

    private static List<String> lines(Job job) {
        List<String> lines = new ArrayList<>();
        for (Result result : job.results()) {
            if (result instanceof Result.Replied replied) {
                ObjectNode line = Json.mapper().createObjectNode();
                line.putObject("modelInput").put("as", "it was sent");
                line.put("recordId", result.key());
                JsonNode body = Lines.json(replied.reply().body());
                if (replied.answered()) {
                    line.set("modelOutput", body);
                } else {
                    line.putObject("error")
                            .put("errorCode", replied.reply().status())
                            .put("errorMessage", body.path("message").asText());
                }
                lines.add(Json.line(line));
            }
        }
        return lines;
    }

    /** What is sent of an object, with what goes wrong with it. */
    private synchronized String results(String key, String text) {
        Job job = ofResults.get(key);
        return job == null ? text : desk.text(job, Lines.of(text), read.add(key));
    }

    private BatchReply list(Call call) {
        String contained = value(call, "nameContains").orElse("");
        Instant after = value(call, "submitTimeAfter").map(Instant::parse).orElse(Instant.EPOCH);
        List<Job> all = desk.jobs().stream()
                .filter(job -> job.submission().path("jobName").asText().contains(contained))
                .filter(job -> job.created().isAfter(after))
                .filter(job -> value(call, "statusEquals").stream().allMatch(status(job)::equals))
                .toList();
        int most = value(call, "maxResults").map(Integer::valueOf).orElse(100);
        List<Job> page = Lines.page(all, value(call, "nextToken").orElse(null), most);
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode summaries = node.putArray("invocationJobSummaries");
        page.forEach(job -> summaries.add(node(job)));
        if (!page.isEmpty() && !page.get(page.size() - 1).equals(all.get(all.size() - 1))) {
            node.put("nextToken", page.get(page.size() - 1).id());
        }
        return BatchReply.whole(FakeResponse.of(200, node));
    }

    private static Optional<String> value(Call call, String name) {
        return call.parameter(name).map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8));
    }
}
