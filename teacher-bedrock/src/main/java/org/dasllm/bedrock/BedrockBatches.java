package org.dasllm.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.batch.BatchIntent;
import org.dasllm.harvest.batch.BatchLimits;
import org.dasllm.harvest.batch.BatchProgress;
import org.dasllm.harvest.batch.BatchProgress.State;
import org.dasllm.harvest.batch.BatchRow;
import org.dasllm.harvest.batch.BatchSearch;
import org.dasllm.harvest.batch.BatchTeacher;
import org.dasllm.harvest.batch.VendorUnavailable;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.harvest.config.TeacherConfig;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationType;
import software.amazon.awssdk.services.bedrock.model.S3InputFormat;
import software.amazon.awssdk.services.bedrock.model.SortJobsBy;
import software.amazon.awssdk.services.bedrock.model.SortOrder;

/**
 * Bedrock's batch inference: a file of requests in Converse's form in a store, a job over it that carries our name, and a folder of results beside it.
 * Our name is also the token by which Bedrock knows that a submission was made before, so that a job whose reply was lost is submitted again without
 * being made again.
 */
final class BedrockBatches implements BatchTeacher {
    private static final String REQUESTS = "requests.jsonl";
    private static final String RESULTS = "results/";
    private static final int LIST_PAGE = 100;
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final TeacherConfig config;
    private final String folder;
    private final String role;
    private final BatchStore store;
    private final ControlPlane bedrock;

    BedrockBatches(TeacherConfig config) {
        BatchConfig batch = Objects.requireNonNull(config.batch());
        Region region = config.region() == null ? Region.US_EAST_1 : Region.of(config.region());
        this.config = config;
        this.folder = Objects.requireNonNull(batch.store()).replaceAll("/+$", "");
        this.role = Objects.requireNonNull(batch.role());
        this.store = new BatchStore(batch, region.id());
        this.bedrock = new ControlPlane(config, region);
    }

    @Override
    public BatchLimits limits() {
        return BatchLimits.of(config);
    }

    /** The model is the job's, and may not stand in a record. */
    @Override
    public byte[] row(String key, JsonNode body) {
        ObjectNode input = body.deepCopy();
        input.remove("modelId");
        ObjectNode row = Json.mapper().createObjectNode().put("recordId", key);
        row.set("modelInput", input);
        return (Json.line(row) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> upload(String name, byte[] rows) throws VendorUnavailable {
        store.write(folder + "/" + name, REQUESTS, rows);
        return Optional.of(folder + "/" + name + "/" + REQUESTS);
    }

    @Override
    public String submit(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException {
        return submit(intent);
    }

    private String submit(BatchIntent intent) throws VendorUnavailable, InterruptedException {
        String requests = intent.file().orElseThrow();
        String results = requests.substring(0, requests.lastIndexOf('/') + 1) + RESULTS;
        return bedrock.ask(
                true,
                client -> client.createModelInvocationJob(job -> job.clientRequestToken(intent.name())
                                .jobName(intent.name())
                                .roleArn(role)
                                .modelId(config.model())
                                .modelInvocationType(ModelInvocationType.CONVERSE)
                                .inputDataConfig(input -> input.s3InputDataConfig(
                                        s3 -> s3.s3Uri(requests).s3InputFormat(S3InputFormat.JSONL)))
                                .outputDataConfig(output -> output.s3OutputDataConfig(s3 -> s3.s3Uri(results))))
                        .jobArn());
    }

    /** One that is not listed is submitted again, which makes none where there is one with the same token. */
    @Override
    public BatchSearch find(BatchIntent intent, Predicate<String> known, Predicate<String> ours)
            throws VendorUnavailable, InterruptedException {
        Optional<String> listed = bedrock.ask(
                false,
                client -> client
                        .listModelInvocationJobsPaginator(list -> list.nameContains(intent.name())
                                .submitTimeAfter(intent.at().minus(CLOCKS_APART))
                                .sortBy(SortJobsBy.CREATION_TIME)
                                .sortOrder(SortOrder.DESCENDING)
                                .maxResults(LIST_PAGE))
                        .invocationJobSummaries()
                        .stream()
                        .filter(job -> job.jobName().equals(intent.name()))
                        .map(ModelInvocationJobSummary::jobArn)
                        .findFirst());
        if (listed.isPresent()) {
            return new BatchSearch.Found(listed.get());
        }
        Optional<String> file = intent.file();
        if (file.isEmpty() || !store.has(folderOf(file.get()), REQUESTS)) {
            return new BatchSearch.Absent();
        }
        return new BatchSearch.Found(submit(intent));
    }

    private static String folderOf(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    /** One that Bedrock does not know, such as of another account's, cannot be stopped, and can be given up all the same. */
    @Override
    public boolean stop(String id) throws VendorUnavailable, InterruptedException {
        Optional<GetModelInvocationJobResponse> known =
                bedrock.find(client -> client.getModelInvocationJob(job -> job.jobIdentifier(id)));
        if (known.isEmpty() || state(known.get()) != State.UNDER_WAY) {
            return false;
        }
        bedrock.ask(true, client -> client.stopModelInvocationJob(job -> job.jobIdentifier(id)));
        return true;
    }

    private GetModelInvocationJobResponse job(String id) throws VendorUnavailable, InterruptedException {
        return bedrock.ask(false, client -> client.getModelInvocationJob(job -> job.jobIdentifier(id)));
    }

    private static State state(GetModelInvocationJobResponse job) {
        return switch (job.status()) {
            case COMPLETED, PARTIALLY_COMPLETED, EXPIRED, STOPPED -> State.ENDED;
            case FAILED -> State.REFUSED;
            default -> State.UNDER_WAY;
        };
    }

    @Override
    public BatchProgress poll(String id) throws VendorUnavailable, InterruptedException {
        GetModelInvocationJobResponse job = job(id);
        String words = job.statusAsString();
        State state = state(job);
        if (state == State.REFUSED && results(job).hasFiles()) {
            // It failed on its way: what was answered before is there, and billed.
            return new BatchProgress(State.ENDED, words, "the batch failed: " + ControlPlane.line(job.message()));
        }
        return switch (state) {
            case UNDER_WAY -> BatchProgress.underWay(words);
            case ENDED -> new BatchProgress(State.ENDED, words, leftOver(job));
            case REFUSED -> new BatchProgress(State.REFUSED, words, ControlPlane.line(job.message()));
        };
    }

    private static String leftOver(GetModelInvocationJobResponse job) {
        return switch (job.status()) {
            case PARTIALLY_COMPLETED, EXPIRED -> "the batch's time ran out before its turn";
            case STOPPED -> "the batch was stopped before its turn";
            default -> "the batch has ended without a result for it";
        };
    }

    private BatchResults results(GetModelInvocationJobResponse job) throws VendorUnavailable {
        String arn = job.jobArn();
        String at = job.outputDataConfig().s3OutputDataConfig().s3Uri().replaceAll("/+$", "");
        return BatchResults.in(store, at + "/" + arn.substring(arn.lastIndexOf('/') + 1));
    }

    @Override
    public void collect(String id, Consumer<BatchRow> each) throws VendorUnavailable, InterruptedException {
        GetModelInvocationJobResponse job = job(id);
        BatchResults results = results(job);
        boolean answered = switch (job.status()) {
            case COMPLETED, PARTIALLY_COMPLETED -> true;
            default -> false;
        };
        if (answered) {
            results.requireFiles(String.valueOf(job.jobName()));
        }
        results.read(each);
    }
}
