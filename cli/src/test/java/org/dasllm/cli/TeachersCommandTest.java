package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.ledger.CostReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several teachers, their prices, ends and terms, against a server on this machine that counts. */
final class TeachersCommandTest {
    private static final int PROMPTS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", exchange -> respond(exchange, """
                {"object":"list","data":[{"id":"gpt-4o","object":"model"},
                 {"id":"old","object":"model","shutdown_date":"2027-01-14"},
                 {"id":"new","object":"model","shutdown_date":null}]}"""));
        server.createContext("/v1/chat/completions", exchange -> {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            asked.add(request);
            respond(exchange, answer(request));
        });
        server.start();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g" + i,
                    "train",
                    List.of(Message.user("Is number " + i + " even?")),
                    null,
                    "yes",
                    Map.of(),
                    null));
        }
        SampleFile.write(dir.resolve("prompts.jsonl"), samples);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String answer(JsonNode request) {
        String message = "{\"role\":\"assistant\",\"content\":\"yes\"}";
        if (request.has("tools")) {
            message = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"report\",\"arguments\":\"{\\\"answer\\\":\\\"yes\\\"}\"}}]}";
        } else if (request.has("response_format")) {
            message = "{\"role\":\"assistant\",\"content\":\"{\\\"answer\\\":\\\"yes\\\"}\"}";
        }
        String finish = request.has("tools") ? "tool_calls" : "stop";
        return "{\"model\":\"old\",\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"" + finish
                + "\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":3,\"total_tokens\":23,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}";
    }

    private static void respond(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private Path file(String harvest) throws IOException {
        return Files.writeString(
                dir.resolve("run.yaml"),
                "run: r\nruns: " + dir.resolve("runs")
                        + "\ntask: {kind: label, labels: [yes, no]}\nstudent: {base: demo}\n" + "harvest:\n  prompts: ["
                        + dir.resolve("prompts.jsonl") + "]\n" + harvest);
    }

    /** Two teachers, of which the cheap one is asked. */
    private Path two() throws IOException {
        return file("  ask: cheap\n  teachers:\n"
                + "    cheap: {base_url: '" + url() + "', model: old, max_tokens: 20, retires: 2031-01-14,"
                + " prices: {input: 1, cached_input: 0.5, output: 2, date: 2026-11-29, source: our contract}}\n"
                + "    dear: {base_url: '" + url()
                + "', model: new, max_tokens: 20, prices: {input: 10, output: 20}}\n");
    }

    private static String all(Outcome outcome) {
        return String.join("\n", outcome.out());
    }

    @Test
    void aDryRunShowsAllTeachersSideBySide() throws Exception {
        Outcome outcome = Outcome.of("harvest", two().toString(), "--dry-run");
        assertThat(outcome.exitCode()).isZero();
        assertThat(all(outcome))
                .contains(
                        "The harvest with each of its teachers:",
                        "tokens at most",
                        "with all retries",
                        "cheap *",
                        "dear ")
                .contains("a token for 4 bytes of the request", "as long as the right one");
        assertThat(asked).isEmpty();
    }

    @Test
    void aTeacherThatIsNotAskedAndRefusesIsLeftOutOfTheTable() throws Exception {
        Outcome outcome = Outcome.of(
                "harvest", two().toString(), "--dry-run", "--set", "harvest.teachers.dear.structured_output=true");
        assertThat(outcome.exitCode()).isZero();
        assertThat(all(outcome))
                .contains("cheap *", "The teacher 'dear' is left out: structured_output is to hold the teacher 'new'")
                .doesNotContain("dear ");
        Outcome asked = Outcome.of(
                "harvest", two().toString(), "--dry-run", "--set", "harvest.teachers.cheap.structured_output=true");
        assertThat(asked.exitCode()).isEqualTo(3);
    }

    @Test
    void theHarvestAsksTheChosenOneAndTellsWhatItCost() throws Exception {
        Outcome outcome = Outcome.of("harvest", two().toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(asked)
                .hasSize(PROMPTS)
                .allSatisfy(
                        request -> assertThat(request.path("model").asText()).isEqualTo("old"));
        CostReport report = CostReport.read(dir.resolve("runs/r/harvest/cost.json"));
        // 12 of the prompt, 8 of it from the cache and 3 of the answer.
        BigDecimal each = new BigDecimal("0.000022");
        assertThat(new BigDecimal(report.spent().money()))
                .isEqualByComparingTo(each.multiply(BigDecimal.valueOf(PROMPTS)));
        assertThat(report.served()).hasSize(1).allSatisfy(line -> {
            assertThat(line.what()).isEqualTo("old");
            assertThat(line.requests()).isEqualTo(PROMPTS);
        });
        assertThat(report.unsettled()).isEqualByComparingTo("0");
        assertThat(Files.readString(dir.resolve("runs/r/harvest/cost.html")))
                .contains("cached input", "0.000048", "Answers by the model");
        assertThat(String.join("\n", outcome.errors()))
                .contains(
                        "Cost over all runs: 276 tokens, 0.000264 USD (input 0.000144, cached input 0.000048, output 0.000072)");

        // Another teacher is another choice of the same file; what the first one answered stays in the journal.
        Outcome other = Outcome.of("harvest", two().toString(), "--set", "harvest.ask=dear");
        assertThat(other.exitCode()).isZero();
        assertThat(asked).hasSize(2 * PROMPTS);
        assertThat(Outcome.of("harvest", two().toString(), "--set", "harvest.ask=neither")
                        .error())
                .contains("'harvest.ask' is the name of one of 'teachers' (cheap, dear), not 'neither'");
    }

    @Test
    void aBudgetOfMoneyWithoutAPriceIsRefusedInOneLine() throws Exception {
        Path run = file("  teacher: {base_url: '" + url() + "', model: old, budget_money: 1}\n");
        Outcome outcome = Outcome.of("harvest", run.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error())
                .contains("The price of the model 'old' at 127.0.0.1 is not known, so budget_money cannot be kept")
                .contains("Write prices: {input: ..., output: ...}", "harvest.price_file");
        assertThat(asked).isEmpty();
        // A table of the user's own.
        Path table = Files.writeString(dir.resolve("prices.yaml"), """
                vendors:
                  - vendor: ours
                    hosts: [127.0.0.1]
                    date: 2026-11-29
                    source: the contract
                    models: [{names: [old], input: 1, output: 2}]
                """);
        Outcome priced = Outcome.of("harvest", run.toString(), "--set", "harvest.price_file=" + table);
        assertThat(priced.exitCode()).isZero();
        assertThat(String.join("\n", priced.errors())).contains("0.000312 USD of 1 ");
    }

    @Test
    void theTermsOfATeacherElsewhereAreAcknowledgedFirst() throws Exception {
        Path run = file("  teacher: {base_url: 'https://teacher.invalid/v1', model: old, max_retries: 0}\n");
        Outcome refused = Outcome.of("harvest", run.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.error())
                .contains("The terms of use of the teacher at teacher.invalid are not acknowledged")
                .contains(
                        "terms: {document: FILE or its SHA-256, approved_by: NAME, approved_on: DATE, intended_use: WORDS}");
        Path terms = Files.writeString(dir.resolve("terms.txt"), "You may.");
        Outcome asked = Outcome.of(
                "harvest",
                run.toString(),
                "--set",
                "harvest.teacher.terms={document: " + terms
                        + ", approved_by: Legal, approved_on: 2026-11-29, intended_use: a student}");
        assertThat(asked.error()).contains("teacher.invalid").doesNotContain("terms");
    }

    @Test
    void pricesEndsAndTheLastSafeDayAreShown() throws Exception {
        Outcome outcome = Outcome.of("teachers", two().toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(all(outcome))
                .contains("cheap (asked)")
                .contains("input 1.0, cached 0.5, output 2.0 USD for a million tokens (2026-11-29, our contract)")
                .contains("ends     2031-01-14", "begin by 2031-01-12")
                .contains("no end of the model is known here");
        Outcome late = Outcome.of("teachers", two().toString(), "--set", "harvest.teachers.cheap.retires=2026-01-14");
        assertThat(late.exitCode()).isEqualTo(3);
        assertThat(all(late)).contains("begin by 2026-01-12, which is over");
        assertThat(asked).isEmpty();
    }

    @Test
    void theVendorsListTellsOfAnEarlierEnd() throws Exception {
        Outcome outcome = Outcome.of("teachers", two().toString(), "--online", "--json");
        JsonNode teachers =
                Json.parse(all(outcome), JsonNode.class, "the output").path("teachers");
        assertThat(teachers.path(0).path("retires").asText()).isEqualTo("2027-01-14");
        assertThat(teachers.path(0).path("lastSafeDay").asText()).isEqualTo("2027-01-12");
        assertThat(teachers.path(1).has("retires")).isFalse();
        assertThat(teachers.path(1).path("estimate").path("requests").asInt()).isEqualTo(PROMPTS);
    }

    @Test
    void aCheckAsksThreeQuestionsAndKeepsToItsCost() throws Exception {
        Outcome outcome = Outcome.of("teachers", two().toString(), "--check", "cheap");
        assertThat(outcome.exitCode()).isZero();
        assertThat(asked).hasSize(3);
        assertThat(all(outcome))
                .contains(
                        "ok    chat: 'yes' of the model old",
                        "ok    schema",
                        "ok    tools",
                        "ok    chat, usage: 20 + 3 tokens")
                .contains("spent 0.000066 of at most 0.05");
        Outcome poor = Outcome.of("teachers", two().toString(), "--check", "cheap", "--max-cost", "0.0001");
        assertThat(poor.exitCode()).isEqualTo(3);
        assertThat(all(poor)).contains("not   chat: not asked").contains("spent 0 of at most 0.0001");
        assertThat(asked).hasSize(3);
    }
}
