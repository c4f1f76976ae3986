package org.dasllm.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.FaultSchedule;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.HarvestSummary;
import org.dasllm.harvest.teacher.AnswerContract;
import org.dasllm.harvest.teacher.ConfiguredTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS SDK is the vendor's own client: what it makes of the fake vendor's answers is what Bedrock's would come to. */
class ConverseTeacherTest {
    private static final String NAME = "AKIAKNOWNNAME";
    private static final String SECRET = "known-secret-0123456789";
    private static final List<Message> PROMPT =
            List.of(Message.system("Be brief."), Message.user("one"), Message.assistant("two"), Message.user("three"));

    @TempDir
    Path dir;

    @BeforeEach
    void giveKeys() {
        System.setProperty("aws.accessKeyId", NAME);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    @AfterEach
    void takeKeys() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static String keys(String url, String more) {
        return "{\"protocol\": \"bedrock\", \"base_url\": \"" + url + "\", \"region\": \"eu-central-1\","
                + " \"model\": \"eu.amazon.nova-lite-v1:0\", \"timeout_seconds\": 5, \"max_retries\": 20,"
                + " \"first_retry_seconds\": 0.01, \"concurrency\": 4" + more + "}";
    }

    private static TeacherConfig config(String url, String more) {
        return ConfigBinder.bind(ConfigSource.json(keys(url, more), "the test"), TeacherConfig.class);
    }

    private static ChatReply.Answered answered(Teacher teacher, JsonNode request) throws InterruptedException {
        ChatReply reply = teacher.ask(request);
        assertThat(reply).isInstanceOf(ChatReply.Answered.class);
        return (ChatReply.Answered) reply;
    }

    private HarvestSummary harvest(FakeProvider provider, int prompts) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            samples.add(new Sample(
                    "s" + i, "g" + i, "train", List.of(Message.user("message " + i)), null, null, Map.of(), null));
        }
        Path file = dir.resolve("prompts.jsonl");
        SampleFile.write(file, samples);
        HarvestConfig config = ConfigBinder.bind(
                ConfigSource.json("{\"teacher\": " + keys(provider.url(), "") + "}", "the test"), HarvestConfig.class);
        return Harvest.run(config, file, dir.resolve("work"), dir.resolve("samples.jsonl"), Progress.SILENT);
    }

    @Test
    void aPromptWithItsTurnsIsAnsweredAndCounted() throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(NAME))) {
            Teacher teacher = ConfiguredTeacher.open(config(provider.url(), ""), Optional.empty());
            JsonNode request = teacher.request(PROMPT);
            assertThat(Json.line(request))
                    .isEqualTo("{\"modelId\":\"eu.amazon.nova-lite-v1:0\",\"messages\":[{\"role\":\"user\",\"content\":"
                            + "[{\"text\":\"one\"}]},{\"role\":\"assistant\",\"content\":[{\"text\":\"two\"}]},"
                            + "{\"role\":\"user\",\"content\":[{\"text\":\"three\"}]}],\"system\":[{\"text\":\"Be brief.\"}],"
                            + "\"inferenceConfig\":{\"maxTokens\":512,\"temperature\":0.0}}");
            ChatReply.Answered answer = answered(teacher, request);
            assertThat(answer.response().choices().get(0).text()).isEqualTo("answer to: three");
            assertThat(answer.response().usage().orElseThrow().input())
                    .hasValue(provider.bill().counts().input());
            assertThat(answer.response().usage().orElseThrow().cachedInput())
                    .hasValue(provider.bill().counts().cached());
            assertThat(answer.response().usage().orElseThrow().output())
                    .hasValue(provider.bill().counts().output());
        }
    }

    @Test
    void schemasAndToolsGoThrough() throws Exception {
        Task fields = ConfigBinder.bind(ConfigSource.json("""
                {"kind": "json", "fields": {"intent": ["refund", "other"], "urgent": "boolean"}}""", "the test"), Task.class);
        AnswerContract calls = new AnswerContract(
                new AnswerFormat.Text(),
                List.of(new Tool.Function(
                        "refund", Optional.empty(), Optional.of(Json.parse("""
                                {"type": "object",
                                 "properties": {"days": {"type": "integer"}, "sure": {"enum": [true]}}}""", JsonNode.class, "the test")), false)),
                ToolChoice.Any.REQUIRED);
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            TeacherConfig config = config(provider.url(), ", \"structured_output\": true");
            Teacher held = ConfiguredTeacher.open(config, Optional.of(fields));
            assertThat(answered(held, held.request(PROMPT))
                            .response()
                            .choices()
                            .get(0)
                            .text())
                    .matches("\\{\"intent\":\"(refund|other)\",\"urgent\":(true|false)}");
            Teacher caller = ConfiguredTeacher.open(config, calls);
            assertThat(answered(caller, caller.request(PROMPT))
                            .response()
                            .choices()
                            .get(0)
                            .parts())
                    .singleElement()
                    .isInstanceOfSatisfying(Part.ToolCall.class, call -> {
                        assertThat(call.name()).isEqualTo("refund");
                        assertThat(call.arguments()).isEqualTo("{\"days\":5,\"sure\":true}");
                    });
        }
    }

    @Test
    void whateverGoesWrongOnTheWayEveryPromptIsAnswered() {
        FaultSchedule schedule = FaultSchedule.seeded(
                5,
                Map.of(
                        Fault.SERVER_ERROR, 0.1,
                        Fault.UNAVAILABLE, 0.1,
                        Fault.RESET_BEFORE, 0.1,
                        Fault.RESET_AFTER, 0.1,
                        Fault.CUT_BODY, 0.1,
                        Fault.MALFORMED, 0.1));
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(schedule))) {
            HarvestSummary summary = harvest(provider, 16);
            assertThat(summary.samples()).isEqualTo(16);
            assertThat(provider.faults()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void stopsAreToldApart() {
        FaultSchedule schedule = (request, time) -> switch ((int) Math.floorMod(request, 4L)) {
            case 0 -> Fault.REFUSAL;
            case 1 -> Fault.FILTER;
            case 2 -> Fault.TRUNCATION;
            default -> Fault.NONE;
        };
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().with(schedule))) {
            assertThat(harvest(provider, 16).dropped())
                    .containsOnlyKeys(
                            "the answer was cut off at max_tokens",
                            "the answer was stopped by a guardrail",
                            "the answer was stopped by the teacher's content filter");
        }
    }

    @Test
    void aKeyIsInNoFileAndAWrongOneEndsTheHarvestInOneLine() throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret("AKIAOTHER"))) {
            assertThatThrownBy(() -> harvest(provider, 2))
                    .message()
                    .contains("AccessDeniedException", "Check AWS's key, region and model")
                    .doesNotContain(SECRET, "\n");
        }
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(NAME))) {
            assertThat(harvest(provider, 2).samples()).isEqualTo(2);
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void nobodyThereAndNoKeyAreSaidInOneLine() throws Exception {
        Teacher teacher = ConfiguredTeacher.open(config("http://127.0.0.1:9", ""), Optional.empty());
        assertThat(teacher.ask(teacher.request(PROMPT)))
                .isInstanceOfSatisfying(
                        ChatReply.Failed.class,
                        failed -> assertThat(failed.remedy()).isEqualTo(ChatReply.Remedy.RECONNECT));
        assertThatThrownBy(() -> ConfiguredTeacher.open(
                        config("http://127.0.0.1:9", ", \"certificate_authorities\": \"pom.xml\""), Optional.empty()))
                .hasMessageContaining("trusts what Java trusts");
    }
}
