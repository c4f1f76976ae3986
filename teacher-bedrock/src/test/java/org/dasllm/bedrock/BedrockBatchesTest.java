package org.dasllm.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.batch.BatchIntent;
import org.dasllm.harvest.batch.BatchProgress;
import org.dasllm.harvest.batch.BatchRow;
import org.dasllm.harvest.batch.BatchSearch;
import org.dasllm.harvest.batch.BatchTeacher;
import org.dasllm.harvest.batch.BatchTeachers;
import org.dasllm.harvest.batch.VendorUnavailable;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.teacher.AnswerContract;
import org.dasllm.harvest.teacher.ConfiguredTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.s3.S3StoreProvider;
import org.dasllm.wire.chat.ChatReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One job from its file of requests to its results, at a vendor of our own. */
final class BedrockBatchesTest {
    private static final String NAME = "dasllm-0a1b2c3d4e5f";
    private static final int REQUESTS = 7;

    @BeforeEach
    void giveKeys() {
        System.setProperty("aws.accessKeyId", "AKIAKNOWNNAME");
        System.setProperty("aws.secretAccessKey", "known-secret-0123456789");
    }

    @AfterEach
    void takeKeys() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static TeacherConfig config(String url) {
        return ConfigBinder.bind(
                ConfigSource.json(
                        "{\"protocol\": \"bedrock\", \"base_url\": \"" + url
                                + "\", \"region\": \"eu-central-1\", \"model\": \"eu.amazon.nova-lite-v1:0\", \"batch\":"
                                + " {\"store\": \"s3://fake-batches/jobs\", \"store_endpoint\": \"" + url
                                + "\", \"role\": \"arn:aws:iam::123456789012:role/batches\"}}",
                        "the test"),
                TeacherConfig.class);
    }

    private static FakeProvider provider(BatchFaults faults) {
        return new FakeProvider(FakeProviderConfig.honest().with(faults));
    }

    /** Uploads requests, and is about to submit them. */
    private static BatchIntent uploaded(FakeProvider provider, BatchTeacher batches) throws Exception {
        Teacher teacher = ConfiguredTeacher.open(config(provider.url()), AnswerContract.NONE);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            JsonNode body = teacher.request(List.of(Message.user("message " + i)));
            rows.append(new String(batches.row("key" + i, body), StandardCharsets.UTF_8));
        }
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        return new BatchIntent(NAME, Instant.now(), REQUESTS, batches.upload(NAME, bytes));
    }

    private static String submit(BatchTeacher batches, BatchIntent intent) throws Exception {
        return batches.submit(intent, new byte[0]);
    }

    private static List<BatchRow> collected(BatchTeacher batches, String id) throws Exception {
        List<BatchRow> rows = new ArrayList<>();
        batches.collect(id, rows::add);
        return rows;
    }

    private static ObjectStore results(FakeProvider provider, String id) {
        return new S3StoreProvider()
                .open(new StoreAddress(
                        "s3://fake-batches/jobs/" + NAME + "/results/" + id.substring(id.lastIndexOf('/') + 1),
                        Optional.of(provider.url()),
                        Optional.empty()));
    }

    @Test
    void aRowIsARecordWithoutTheModel() throws Exception {
        try (FakeProvider provider = provider(BatchFaults.NONE)) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            JsonNode body = Json.parse("{\"modelId\":\"m\",\"messages\":[]}", JsonNode.class, "the test");
            assertThat(new String(batches.row("k1", body), StandardCharsets.UTF_8))
                    .isEqualTo("{\"recordId\":\"k1\",\"modelInput\":{\"messages\":[]}}\n");
            assertThat(body.has("modelId")).isTrue();
            assertThat(batches.limits().fewest()).isEqualTo(100);
        }
    }

    @Test
    void aSubmissionThatNeverArrivedIsMadeByTheNextProcessAndOnceOnly() throws Exception {
        try (FakeProvider provider = provider(BatchFaults.NONE)) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            BatchIntent intent = uploaded(provider, batches);
            BatchSearch found = batches.find(intent, id -> false, key -> true);
            assertThat(found).isInstanceOf(BatchSearch.Found.class);
            String id = ((BatchSearch.Found) found).id();
            assertThat(batches.find(intent, other -> false, key -> true)).isEqualTo(found);
            assertThat(submit(batches, intent)).isEqualTo(id);
            assertThat(provider.bill().answers()).isEqualTo(REQUESTS);
        }
    }

    @Test
    void aSubmissionWhoseReplyIsLostMayHaveBeenMade() throws Exception {
        try (FakeProvider provider = provider(new BatchFaults(0, 0, 0, 0, 0, false, 1, 0))) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            BatchIntent intent = uploaded(provider, batches);
            assertThatThrownBy(() -> submit(batches, intent))
                    .isInstanceOfSatisfying(
                            VendorUnavailable.class,
                            lost -> assertThat(lost.maybeDone()).isTrue());
            assertThat(batches.find(intent, id -> false, key -> true)).isInstanceOf(BatchSearch.Found.class);
            assertThat(provider.bill().answers()).isEqualTo(REQUESTS);
        }
    }

    @Test
    void resultsAreReadWithoutTheirOrder() throws Exception {
        try (FakeProvider provider = provider(new BatchFaults(1, 0, 0, 0, 0, false, 0, 0))) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            String id = submit(batches, uploaded(provider, batches));
            assertThat(batches.poll(id).state()).isEqualTo(BatchProgress.State.UNDER_WAY);
            assertThat(batches.poll(id).state()).isEqualTo(BatchProgress.State.ENDED);
            List<BatchRow> rows = collected(batches, id);
            assertThat(rows)
                    .extracting(row -> ((BatchRow.Received) row).key())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, REQUESTS)
                            .mapToObj(i -> "key" + i)
                            .toList());
            Teacher teacher = ConfiguredTeacher.open(config(provider.url()), AnswerContract.NONE);
            BatchRow.Received any = (BatchRow.Received) rows.get(0);
            assertThat(teacher.read(any.status(), any.body()))
                    .isInstanceOfSatisfying(ChatReply.Answered.class, answer -> {
                        assertThat(answer.response().choices().get(0).text())
                                .isEqualTo("answer to: message " + any.key().substring(3));
                        assertThat(answer.response().usage().orElseThrow().output())
                                .isPresent();
                    });
        }
    }

    @Test
    void resultsThatTheManifestCountsAndNoFileHasWerePaidFor() throws Exception {
        try (FakeProvider provider = provider(BatchFaults.NONE)) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            String id = submit(batches, uploaded(provider, batches));
            assertThat(batches.poll(id).state()).isEqualTo(BatchProgress.State.ENDED);
            try (ObjectStore store = results(provider, id)) {
                assertThat(store.list("")).containsExactly("manifest.json.out", "requests.jsonl.out");
                String line = new String(store.open("requests.jsonl.out").readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElseThrow();
                store.put("requests.jsonl.out", line + "\n");
                assertThat(collected(batches, id))
                        .hasSize(REQUESTS)
                        .filteredOn(BatchRow.Unreadable.class::isInstance)
                        .hasSize(REQUESTS - 1);
                store.delete("requests.jsonl.out");
            }
            assertThatThrownBy(() -> collected(batches, id))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("there are no results in s3://fake-batches/jobs/" + NAME)
                    .hasMessageContaining("--submit-again " + NAME);
        }
    }

    @Test
    void aStoppedJobHasEnded() throws Exception {
        try (FakeProvider provider = provider(new BatchFaults(9, 0, 0, 0, 0, false, 0, 0))) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            String id = submit(batches, uploaded(provider, batches));
            assertThat(batches.stop(id)).isTrue();
            BatchProgress stopped = batches.poll(id);
            assertThat(stopped.state()).isEqualTo(BatchProgress.State.ENDED);
            assertThat(stopped.leftOver()).isEqualTo("the batch was stopped before its turn");
            assertThat(batches.stop(id)).isFalse();
            assertThat(batches.stop(id.substring(0, id.lastIndexOf('/')) + "/unknown00000"))
                    .as("one that is not there can be given up")
                    .isFalse();
        }
    }

    @Test
    void whatTheControlPlaneRefusesIsOneLine() {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret("AKIAOTHER"))) {
            BatchTeacher batches = BatchTeachers.of(config(provider.url()));
            assertThatThrownBy(() -> batches.poll("arn:aws:bedrock:eu-central-1:123456789012:model-invocation-job/abc"))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("HTTP 403 AccessDeniedException")
                    .hasMessageContaining("Check AWS's key")
                    .hasMessageNotContaining("\n");
        }
        BatchTeacher nobody = BatchTeachers.of(config("http://127.0.0.1:9"));
        BatchIntent intent =
                new BatchIntent(NAME, Instant.now(), 1, Optional.of("s3://fake-batches/jobs/x/requests.jsonl"));
        assertThatThrownBy(() -> submit(nobody, intent))
                .isInstanceOfSatisfying(
                        VendorUnavailable.class,
                        gone -> assertThat(gone.maybeDone()).isFalse());
    }

    @Test
    void whatARecordFailedByIsRead() {
        Teacher teacher = ConfiguredTeacher.open(config("http://127.0.0.1:9"), AnswerContract.NONE);
        ChatReply refused = teacher.read(400, "{\"errorCode\":400,\"errorMessage\":\"bad request\"}");
        assertThat(refused).isInstanceOfSatisfying(ChatReply.Failed.class, failed -> {
            assertThat(failed.remedy()).isEqualTo(ChatReply.Remedy.NONE);
            assertThat(failed.reason()).isEqualTo("HTTP 400: bad request");
        });
        assertThat(teacher.read(500, "{\"errorCode\":500}"))
                .isInstanceOfSatisfying(
                        ChatReply.Failed.class,
                        failed -> assertThat(failed.remedy()).isEqualTo(ChatReply.Remedy.RETRY));
        for (String body : List.of("{}", "[]", "{\"output\":", "")) {
            assertThat(teacher.read(200, body)).as(body).isInstanceOf(ChatReply.Failed.class);
        }
        assertThat(teacher.read(
                        200,
                        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"reasoningContent\":{\"reasoningText\":"
                                + "{\"text\":\"hm\"}}},{\"text\":\"yes\"}]}},\"stopReason\":\"end_turn\",\"usage\":"
                                + "{\"inputTokens\":3,\"outputTokens\":1,\"cacheReadInputTokens\":2}}"))
                .isInstanceOfSatisfying(ChatReply.Answered.class, answer -> {
                    assertThat(answer.response().choices().get(0).text()).isEqualTo("yes");
                    assertThat(answer.response().usage().orElseThrow().input()).hasValue(5);
                    assertThat(answer.response().usage().orElseThrow().cachedInput())
                            .hasValue(2);
                });
    }
}
