package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.agreement.AgreementReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three teachers vote on JSON, field by field in the report and as a whole for the label, and on calls of tools. */
final class VotesTest {
    private static final List<String> TOPICS = List.of("card", "loan", "fraud");
    private static final int PROMPTS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final List<AutoCloseable> teachers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : teachers) {
            each.close();
        }
    }

    private void prompts(IntFunction<String> text) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            samples.add(new Sample(
                    "s" + i, "g" + i, null, List.of(Message.user(text.apply(i))), null, null, Map.of(), null));
        }
        SampleFile.write(folder.resolve("prompts.jsonl"), samples);
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
    }

    private Pipeline harvested(String task, List<String> urls) throws IOException {
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < urls.size(); i++) {
            char name = (char) ('a' + i);
            sections.append("    ")
                    .append(name)
                    .append(": {base_url: \"")
                    .append(urls.get(i))
                    .append("/v1\", model: model-")
                    .append(name)
                    .append(", max_tokens: 60}\n");
        }
        Path file = Files.writeString(
                folder.resolve("run.yaml"), """
                run: r
                runs: %s
                task: %s
                harvest:
                  prompts: [%s]
                  ask: all
                  labels: {vote: true}
                  teachers:
                %s
                student: {base: demo/models/student-base}
                """.formatted(folder, task, folder.resolve("prompts.jsonl"), sections));
        Pipeline pipeline = new Pipeline(
                ConfigurationFile.read(file, Map.of(), PipelineConfig.class),
                Progress.SILENT,
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        pipeline.run(List.of("harvest"));
        return pipeline;
    }

    private static LabelEvidence evidence(Sample sample) {
        return Objects.requireNonNull(sample.evidence());
    }

    /** Says the topic and whether it is urgent, each wrong where the test asks for that, in a spelling of its own. */
    private String jsonTeacher(IntPredicate wrongTopic, IntPredicate wrongUrgency, String spelling) {
        FakeProvider provider = new FakeProvider(FakeProviderConfig.honest().answering(asked -> {
            int i = number(asked.lastText());
            String topic = TOPICS.get((wrongTopic.test(i) ? i + 1 : i) % 3);
            boolean urgent = (i % 2 == 0) != wrongUrgency.test(i);
            return Optional.of(spelling.replace("TOPIC", topic).replace("URGENT", String.valueOf(urgent)));
        }));
        teachers.add(provider);
        return provider.url();
    }

    @Test
    void fieldsAgreeEachForItselfAndAnAnswerWinsAsAWhole() throws IOException {
        prompts(i -> "message number " + i);
        Pipeline run = harvested(
                "{kind: json, fields: {topic: [card, loan, fraud], urgent: boolean}}",
                List.of(
                        jsonTeacher(i -> false, i -> false, "{\"urgent\": URGENT, \"topic\": \"TOPIC\"}"),
                        jsonTeacher(i -> i % 3 == 0, i -> false, "{\"topic\":\"TOPIC\",\"urgent\":URGENT}"),
                        jsonTeacher(i -> false, i -> i % 4 == 0, "{ \"topic\" : \"TOPIC\",\n \"urgent\" : URGENT }")));

        List<Sample> samples = SampleFile.read(run.folder().samples());
        // On every twelfth prompt three answers differ. Field by field two of three would still be right; nobody said
        // that, though.
        assertThat(samples).hasSize(PROMPTS - 5);
        for (Sample sample : samples) {
            int i = Integer.parseInt(sample.id().substring(1));
            assertThat(i % 12).isNotZero();
            JsonNode label = Json.parse(Objects.requireNonNull(sample.completion()), JsonNode.class, "a label");
            assertThat(label.path("topic").asText()).isEqualTo(TOPICS.get(i % 3));
            assertThat(label.path("urgent").asBoolean()).isEqualTo(i % 2 == 0);
            assertThat(evidence(sample).agreeing()).isEqualTo(i % 3 == 0 || i % 4 == 0 ? 2 : 3);
            assertThat(evidence(sample).fields().get("topic")).isCloseTo(i % 3 == 0 ? 2 / 3.0 : 1, within(1e-12));
            assertThat(evidence(sample).fields().get("urgent")).isCloseTo(i % 4 == 0 ? 2 / 3.0 : 1, within(1e-12));
        }

        AgreementReport report = AgreementReport.read(run.folder().harvest().resolve(AgreementReport.FILE));
        assertThat(report.votes()).isEqualTo(new AgreementReport.Votes(30, 25, 5, 0));
        assertThat(report.pairs())
                .extracting(
                        pair -> pair.first() + pair.second() + " " + pair.field() + " " + Math.round(60 * pair.agree()))
                .containsExactlyInAnyOrder(
                        "ab topic 40",
                        "ab urgent 60",
                        "ab whole answer 40",
                        "ac topic 60",
                        "ac urgent 45",
                        "ac whole answer 45",
                        "bc topic 40",
                        "bc urgent 45",
                        "bc whole answer 30");
        // b says loan twice as often and never card, so chance alone has it agree with a on a third of the prompts.
        assertThat(kappa(report, "ab", "topic")).isCloseTo((2 / 3.0 - 1 / 3.0) / (1 - 1 / 3.0), within(1e-12));
        assertThat(kappa(report, "ac", "urgent")).isCloseTo((3 / 4.0 - 1 / 2.0) / (1 - 1 / 2.0), within(1e-12));
        // Of the 180 ratings 40, 80 and 60 are of a topic; on 20 prompts two of the three pairs differ.
        double expected = (180.0 * 180 - 40 * 40 - 80 * 80 - 60 * 60) / (180 * 179);
        assertThat(report.all())
                .filteredOn(each -> each.field().equals("topic"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.prompts()).isEqualTo(60);
                    assertThat(each.ratings()).isEqualTo(180);
                    assertThat(each.alpha()).isCloseTo(1 - 40 / 180.0 / expected, within(1e-12));
                });

        List<String> table = Files.readAllLines(run.folder().harvest().resolve("disagreements.csv"));
        List<String> shares = table.stream()
                .filter(line -> line.contains("\"0."))
                .map(line -> line.contains("\"0.333\"") ? "0.333" : "0.667")
                .toList();
        assertThat(shares).as("the least sure first").hasSize(30).isSorted();
        assertThat(shares.subList(0, 6)).containsExactly("0.333", "0.333", "0.333", "0.333", "0.333", "0.667");
    }

    private static double kappa(AgreementReport report, String pair, String field) {
        return Objects.requireNonNull(report.pairs().stream()
                .filter(each -> (each.first() + each.second()).equals(pair)
                        && each.field().equals(field))
                .findFirst()
                .orElseThrow()
                .kappa());
    }

    /** Answers a message's number by a choice of OpenAI's. */
    private String callingTeacher(IntFunction<Map<String, Object>> choice) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            int i = number(request.at("/messages/0/content").asText());
            byte[] body = Json.line(Map.of(
                            "choices",
                            List.of(choice.apply(i)),
                            "usage",
                            Map.of("prompt_tokens", 9, "completion_tokens", 4)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        teachers.add(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static Map<String, Object> call(String tool, String arguments) {
        Map<String, Object> call =
                Map.of("id", "c", "type", "function", "function", Map.of("name", tool, "arguments", arguments));
        return Map.of(
                "message", Map.of("role", "assistant", "tool_calls", List.of(call)), "finish_reason", "tool_calls");
    }

    private static String tool(int i) {
        return i % 2 == 0 ? "pay" : "ask";
    }

    @Test
    void callsOfToolsAreComparedByNameAndArguments() throws IOException {
        prompts(i -> tool(i) + " for card at desk " + i);
        String parameters = "{type: object, properties: {desk: {type: integer}, what: {type: string}},"
                + " required: [desk, what]}";
        Pipeline run = harvested(
                "{kind: tool_call, tools: [{name: pay, parameters: " + parameters + "}, {name: ask, parameters: "
                        + parameters + "}]}",
                List.of(
                        callingTeacher(i -> call(tool(i), "{\"desk\": " + i + ", \"what\": \"card\"}")),
                        // Another order of the arguments; on every fifth prompt the other tool.
                        callingTeacher(
                                i -> call(tool(i % 5 == 0 ? i + 1 : i), "{\"what\":\"card\",\"desk\":" + i + "}")),
                        // On every third prompt it says something instead, which has no vote.
                        callingTeacher(i -> i % 3 == 0
                                ? Map.of(
                                        "message",
                                        Map.of("role", "assistant", "content", "Which card?"),
                                        "finish_reason",
                                        "stop")
                                : call(tool(i), "{ \"desk\": " + i + ".0, \"what\": \"card\" }"))));

        List<Sample> samples = SampleFile.read(run.folder().samples());
        assertThat(samples).hasSize(PROMPTS - 4);
        for (Sample sample : samples) {
            int i = Integer.parseInt(sample.id().substring(1));
            assertThat(i % 15).isNotZero();
            assertThat(sample.completion())
                    .startsWith("{\"tool_calls\":[{\"name\":\"" + tool(i) + "\",\"arguments\":")
                    .contains("\"what\":\"card\"");
            assertThat(evidence(sample).answers()).isEqualTo(3);
            assertThat(evidence(sample).agreeing()).isEqualTo(i % 3 == 0 || i % 5 == 0 ? 2 : 3);
            assertThat(evidence(sample).fields()).isEmpty();
            assertThat(sample.tools()).contains("\"pay\"");
        }
        AgreementReport report = AgreementReport.read(run.folder().harvest().resolve(AgreementReport.FILE));
        assertThat(report.votes()).isEqualTo(new AgreementReport.Votes(48, 8, 4, 0));
        assertThat(report.teachers())
                .extracting(AgreementReport.OfTeacher::usable)
                .containsExactly(60L, 60L, 40L);
        assertThat(report.pairs())
                .extracting(pair -> pair.first() + pair.second() + " " + pair.field() + " " + pair.prompts() + " "
                        + Math.round(pair.agree() * pair.prompts()))
                .containsExactly("ab whole answer 60 48", "ac whole answer 40 40", "bc whole answer 40 32");
        assertThat(report.all()).extracting(AgreementReport.OfAll::field).containsExactly("whole answer");
    }
}
