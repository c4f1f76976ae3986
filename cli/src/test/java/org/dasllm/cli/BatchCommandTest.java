package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.exchange.BatchFaults;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dasllm harvest} with batches, which are under way while no command runs. */
final class BatchCommandTest {
    private static final int PROMPTS = 12;
    private static final Pattern NAME = Pattern.compile("dasllm-[0-9a-f]{12}");
    /** A batch says once that it is under way. */
    private static final BatchFaults ONE_POLL = new BatchFaults(1, 0, 0, 0, 0, false, 0, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

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

    private Path run(String protocol, String url, String task) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            samples.add(new Sample(
                    "s" + i, "g" + i, "train", List.of(Message.user("message " + i)), null, null, Map.of(), null));
        }
        SampleFile.write(dir.resolve("prompts.jsonl"), samples);
        String batch = protocol.equals("bedrock")
                ? "{min_requests: 1, store: 's3://fake-batches/of/tests', store_endpoint: '" + url
                        + "', role: 'arn:aws:iam::123456789012:role/batches', poll_seconds: 0.02}"
                : "{poll_seconds: 0.02}";
        return Files.writeString(
                dir.resolve("run.yaml"),
                "run: r\nruns: " + dir.resolve("runs") + "\ntask: " + task
                        + "\nstudent: {base: demo}\nharvest:\n  prompts: [" + dir.resolve("prompts.jsonl")
                        + "]\n  teacher: {protocol: " + protocol + ", base_url: '" + url
                        + "', model: model-1, max_tokens: 20, prices: {input: 2.5, cached_input: 1.25, output: 10, batch: {share: 0.5}}, batch: "
                        + batch + "}\n");
    }

    private Path run(String protocol, String url) throws IOException {
        return run(protocol, url, "{kind: text}");
    }

    private static FakeProvider provider(BatchFaults faults) {
        return new FakeProvider(FakeProviderConfig.honest().with(faults));
    }

    private static String name(Outcome outcome) {
        Matcher name = NAME.matcher(outcome.error());
        assertThat(name.find()).as(outcome.error()).isTrue();
        return name.group();
    }

    private List<String> answers() {
        return SampleFile.read(dir.resolve("runs/r/harvest/samples.jsonl")).stream()
                .map(Sample::completion)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void aCommandThatDoesNotWaitLeavesTheBatchToTheNext(String protocol) throws Exception {
        try (FakeProvider provider = provider(ONE_POLL)) {
            String file = run(protocol, provider.url()).toString();
            Outcome first = Outcome.of("harvest", file, "--no-wait");
            assertThat(first.exitCode()).isEqualTo(75);
            assertThat(first.error())
                    .contains("1 batch of 12 requests are under way")
                    .contains("Run the same command again later");
            Outcome second = Outcome.of("harvest", file, "--no-wait");
            assertThat(second.exitCode()).isEqualTo(75);
            assertThat(name(second)).isEqualTo(name(first));
            Outcome last = Outcome.of("harvest", file, "--no-wait");
            assertThat(last.exitCode()).isZero();
            assertThat(answers()).hasSize(PROMPTS).first().isEqualTo("answer to: message 0");
            assertThat(Outcome.of("harvest", file).exitCode()).isZero();
            assertThat(provider.bill().answers()).isEqualTo(PROMPTS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "bedrock"})
    void aBatchIsGivenUpByItsNameAlone(String protocol) throws Exception {
        try (FakeProvider provider = provider(ONE_POLL)) {
            String file = run(protocol, provider.url()).toString();
            String name = name(Outcome.of("harvest", file, "--no-wait"));
            Outcome wrong = Outcome.of("harvest", file, "--submit-again", "dasllm-000000000000");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.error()).contains("the batch dasllm-000000000000").contains("Those under way are " + name);
            Outcome again = Outcome.of("harvest", file, "--submit-again", name);
            assertThat(again.exitCode()).isZero();
            assertThat(String.join("\n", again.errors())).contains("The batch " + name + " is given up");
            assertThat(answers()).hasSize(PROMPTS);
            assertThat(provider.bill().answers()).isEqualTo(2L * PROMPTS);
        }
    }

    @Test
    void whatBedrocksBatchesCannotDoIsSaidWhenAHarvestIsPlanned() throws Exception {
        try (FakeProvider provider = provider(BatchFaults.NONE)) {
            String file = run("bedrock", provider.url()).toString();
            Outcome planned =
                    Outcome.of("harvest", file, "--dry-run", "--set", "harvest.teacher.batch.min_requests=100");
            assertThat(planned.exitCode()).isZero();
            assertThat(String.join("\n", planned.out())).contains("too few for a batch, which takes at least 100 here");
            Outcome few = Outcome.of("harvest", file, "--set", "harvest.teacher.batch.min_requests=100");
            assertThat(few.exitCode()).isEqualTo(3);
            assertThat(few.error()).contains("12 requests are left, and a batch at 127.0.0.1 takes at least 100");
            String tools = run(
                            "bedrock",
                            provider.url(),
                            "{kind: tool_call, tools: [{name: refund, parameters: {type: object}}]}")
                    .toString();
            for (String[] command : new String[][] {{"harvest", tools, "--dry-run"}, {"harvest", tools}}) {
                Outcome refused = Outcome.of(command);
                assertThat(refused.exitCode()).isNotZero();
                assertThat(refused.out() + " " + refused.errors())
                        .contains("batches of Amazon Bedrock's Converse API take no tools");
            }
            assertThat(provider.bill().answers()).isZero();
        }
    }
}
