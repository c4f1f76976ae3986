package org.dasllm.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.FaultSchedule;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.Unrecorded;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.traffic.TrafficImport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class GatewayServerTest {
    private static final String KEY = "sk-test-0123456789abcdefghijklmnop";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Path journal() {
        return folder.resolve("gateway").resolve("journal.jsonl");
    }

    private static GatewayConfig config(String upstream, String more) {
        String json = "{\"upstream\":\"" + upstream + "\",\"port\":0,\"stop_seconds\":5" + more + "}";
        return ConfigBinder.bind(ConfigSource.json(json, "a test"), GatewayConfig.class);
    }

    private GatewayServer start(FakeProvider provider, String more) {
        return GatewayServer.start(config(provider.url(), more), journal(), line -> {});
    }

    private HttpResponse<String> post(GatewayServer gateway, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.uri() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String chat(String text, boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"}," + "{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }

    private static String messages(String text, boolean stream) {
        return "{\"model\":\"m\",\"max_tokens\":500,\"stream\":" + stream
                + ",\"system\":\"Be kind.\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static String responses(String text, boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"instructions\":\"Be kind.\",\"input\":\"" + text + "\"}";
    }

    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        new TrafficImport(journal(), Optional.empty(), false, answer -> Optional.empty(), Progress.SILENT)
                .each(samples::add);
        return samples;
    }

    @Test
    void whatIsAnsweredInAnyProtocolBecomesASample() throws Exception {
        try (FakeProvider provider =
                new FakeProvider(FakeProviderConfig.honest().withSecret(KEY))) {
            try (GatewayServer gateway = start(provider, ",\"record\":\"durable\"")) {
                for (boolean stream : List.of(false, true)) {
                    String bearer = "Bearer " + KEY;
                    String n = stream ? "1" : "0";
                    assertThat(post(gateway, "/v1/chat/completions", chat("c" + n, stream), "Authorization", bearer)
                                    .statusCode())
                            .isEqualTo(200);
                    assertThat(post(gateway, "/v1/responses", responses("r" + n, stream), "Authorization", bearer)
                                    .statusCode())
                            .isEqualTo(200);
                    assertThat(post(
                                            gateway,
                                            "/v1/messages",
                                            messages("a" + n, stream),
                                            "x-api-key",
                                            KEY,
                                            "anthropic-version",
                                            "2023-06-01")
                                    .statusCode())
                            .isEqualTo(200);
                    // With record: durable all that was answered is on the disk by now.
                    assertThat(samples()).hasSize(stream ? 6 : 3);
                }
                assertThat(gateway.counts().recorded()).isEqualTo(6);
                assertThat(gateway.counts().missing()).isZero();
            }
        }
        assertThat(samples())
                .allSatisfy(sample -> {
                    String asked = sample.prompt().get(1).content();
                    assertThat(sample.prompt().get(0).content()).isEqualTo("Be kind.");
                    assertThat(sample.completion()).isEqualTo("answer to: " + asked);
                    assertThat(sample.source()).startsWith("gateway:");
                })
                .extracting(sample -> sample.prompt().get(1).content())
                .containsExactly("c0", "r0", "a0", "c1", "r1", "a1");
        assertThat(Files.readString(journal())).doesNotContain(KEY);
    }

    @Test
    void whatIsMaskedIsNeverWrittenThoughItCameInPieces() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, ",\"record\":\"durable\",\"masking\":{}")) {
            HttpResponse<String> reply =
                    post(gateway, "/v1/chat/completions", chat("Write to anna.example@example.org now", true));
            assertThat(reply.body()).as("it comes in pieces").doesNotContain("anna.example@example.org");
            post(gateway, "/v1/chat/completions", chat("Write to anna.example@example.org again", false));
        }
        assertThat(Files.readString(journal())).doesNotContain("anna", "example.org");
        assertThat(samples())
                .extracting(Sample::completion)
                .containsExactly("answer to: Write to [EMAIL_1] now", "answer to: Write to [EMAIL_1] again");
    }

    @Test
    void aStreamedAnswerWithALineSeparatorOfUnicodeIsRecorded() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, ",\"record\":\"durable\"")) {
            post(gateway, "/v1/chat/completions", chat("one\u2028two", true));
            post(gateway, "/v1/messages", messages("one\u2028two", true), "anthropic-version", "2023-06-01");
            post(gateway, "/v1/responses", responses("one\u2028two", true));
            assertThat(gateway.counts().recorded()).isEqualTo(3);
        }
        assertThat(samples()).extracting(Sample::completion).containsOnly("answer to: one\u2028two");
    }

    @Test
    void callsOfToolsAndTheirResultsAreKept() throws Exception {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, ",\"record\":\"durable\"")) {
            for (boolean stream : List.of(false, true)) {
                post(
                        gateway,
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"stream\":" + stream + ",\"tool_choice\":\"required\"," + tools
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Kiel" + stream + "\"}]}");
            }
            post(
                    gateway,
                    "/v1/chat/completions",
                    "{\"model\":\"m\"," + tools + ",\"messages\":[{\"role\":\"user\",\"content\":\"Kiel\"},"
                            + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
                            + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Kiel\\\"}\"}}]},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"rain\"}]}");
        }
        List<Sample> samples = samples();
        assertThat(samples.get(0).completion()).contains("tool_calls", "weather", "Kielfalse");
        assertThat(samples.get(1).completion()).contains("tool_calls", "weather", "Kieltrue");
        assertThat(samples.get(2).prompt())
                .extracting(message -> message.role())
                .containsExactly("user", "assistant", "tool");
        assertThat(samples.get(2).prompt().get(1).content())
                .isEqualTo("{\"tool_calls\":[{\"name\":\"weather\",\"arguments\":{\"city\":\"Kiel\"}}]}");
        assertThat(samples).allSatisfy(sample -> assertThat(sample.tools()).contains("weather"));
    }

    @Test
    void whatGoesWrongAtTheUpstreamIsItsOwnAndCounted() throws Exception {
        FakeProviderConfig faulty = FakeProviderConfig.honest()
                .with(FaultSchedule.first(
                        Fault.RATE_LIMIT, Fault.SERVER_ERROR, Fault.CUT_BODY, Fault.MALFORMED, Fault.RESET_AFTER));
        try (FakeProvider provider = new FakeProvider(faulty);
                FakeProvider same = new FakeProvider(faulty);
                GatewayServer gateway = start(provider, "")) {
            List<String> direct = new ArrayList<>();
            List<String> through = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                direct.add(outcome(same.url(), chat("x", false)));
                through.add(outcome(gateway.uri().toString(), chat("x", false)));
            }
            assertThat(through).isEqualTo(direct);
            await(gateway);
            assertThat(gateway.counts().unrecorded())
                    .containsEntry(Unrecorded.REFUSED, 2L)
                    .containsEntry(Unrecorded.UNREACHED, 1L)
                    .containsEntry(Unrecorded.UNFINISHED, 1L)
                    .containsEntry(Unrecorded.UNREADABLE, 1L);
            assertThat(gateway.counts().recorded()).isEqualTo(1);
        }
    }

    /** Status and body but for ids, or that the connection broke. */
    private String outcome(String address, String body) throws InterruptedException {
        try {
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return reply.statusCode() + reply.body().replaceAll("[0-9]+", "n");
        } catch (IOException broken) {
            return "broken";
        }
    }

    private static void await(GatewayServer gateway) throws InterruptedException {
        Counts.Now now = gateway.counts();
        for (int i = 0; i < 200 && now.seen() != now.recorded() + now.missing(); i++) {
            Thread.sleep(25);
            now = gateway.counts();
        }
        assertThat(now.recorded() + now.missing()).isEqualTo(now.seen());
    }

    @Test
    void aRecorderThatIsDeadIsNotNoticedByTheProduct() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            GatewayConfig config =
                    config(provider.url(), ",\"memory_megabytes\":1,\"exchange_megabytes\":1,\"record\":\"queued\"");
            // Lines are taken in and never written.
            GatewayServer gateway = GatewayServer.start(config, line -> new CompletableFuture<>(), line -> {});
            String text = "x".repeat(20_000);
            for (int i = 0; i < 60; i++) {
                assertThat(post(gateway, "/v1/chat/completions", chat(text + i, i % 2 == 0))
                                .statusCode())
                        .isEqualTo(200);
            }
            // The product has its answer before the exchange is handed to the recorder.
            for (int i = 0; i < 400 && gateway.counts().missing() + gateway.unsettled() != 60; i++) {
                Thread.sleep(25);
            }
            Counts.Now now = gateway.counts();
            assertThat(now.seen()).isEqualTo(60);
            assertThat(now.recorded()).isZero();
            assertThat(now.unrecorded().get(Unrecorded.NO_ROOM)).isPositive();
            assertThat(now.missing() + gateway.unsettled()).isEqualTo(60);
            // It is not closed: that would wait for the lines.
        }
    }

    @Test
    void aDiskThatIsFullIsNotNoticedByTheProductAndEveryExchangeIsCounted() throws Exception {
        boolean[] full = {true};
        List<String> told = new ArrayList<>();
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = GatewayServer.start(
                        config(provider.url(), ",\"record\":\"durable\""),
                        line -> full[0]
                                ? CompletableFuture.failedFuture(DasllmException.input("The disk is full", "Make room"))
                                : CompletableFuture.completedFuture(null),
                        told::add)) {
            for (int i = 0; i < 10; i++) {
                full[0] = i < 7;
                assertThat(post(gateway, "/v1/chat/completions", chat("m" + i, i % 2 == 0))
                                .statusCode())
                        .isEqualTo(200);
            }
            await(gateway);
            assertThat(gateway.counts().unrecorded()).containsEntry(Unrecorded.NOT_WRITTEN, 7L);
            assertThat(gateway.counts().recorded()).isEqualTo(3);
            assertThat(told).hasSize(2);
            assertThat(told.get(0)).contains("The disk is full");
            assertThat(told.get(1)).contains("recorded again");
        }
    }

    @Test
    void theEndOfAReplyDoesNotWaitForAStuckDiskForEver() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            GatewayServer gateway = GatewayServer.start(
                    config(provider.url(), ",\"record\":\"durable\",\"durable_seconds\":0.3"),
                    line -> new CompletableFuture<>(),
                    line -> {});
            for (boolean stream : List.of(false, true)) {
                long begun = System.nanoTime();
                assertThat(post(gateway, "/v1/chat/completions", chat("m", stream))
                                .statusCode())
                        .isEqualTo(200);
                assertThat((System.nanoTime() - begun) / 1e9).isBetween(0.3, 3.0);
            }
            assertThat(gateway.counts().late()).isEqualTo(2);
        }
    }

    @Test
    void feedbackThatWaitsForAStuckDiskTakesNoMoreMemoryThanThereIs() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest())) {
            List<CompletableFuture<Void>> waiting = Collections.synchronizedList(new ArrayList<>());
            GatewayServer gateway = GatewayServer.start(
                    config(provider.url(), ",\"durable_seconds\":0.1,\"memory_megabytes\":1,\"exchange_megabytes\":1"),
                    line -> {
                        CompletableFuture<Void> written = new CompletableFuture<>();
                        waiting.add(written);
                        return written;
                    },
                    line -> {});
            String said = "{\"exchange\":\"x\",\"answer\":\"" + "a".repeat(300_000) + "\"}";
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                replies.add(post(gateway, "/dasllm/feedback", said).body());
            }
            assertThat(replies.subList(0, 3)).allMatch(reply -> reply.contains("not on the disk yet"));
            assertThat(replies.subList(3, 5)).allMatch(reply -> reply.contains("leaves no memory for it"));
            waiting.forEach(each -> each.complete(null));
            assertThat(waiting).hasSize(3);
            assertThat(gateway.counts().feedback()).isEqualTo(3);
            assertThat(post(gateway, "/dasllm/feedback", said).body()).contains("not on the disk yet");
            waiting.forEach(each -> each.complete(null));
            gateway.close();
        }
    }

    @Test
    void anUpstreamThatIsNotThereIsSaidInTheVendorsForm() throws Exception {
        FakeProvider gone = new FakeProvider(FakeProviderConfig.honest());
        String address = gone.url();
        gone.close();
        try (GatewayServer gateway = GatewayServer.start(config(address, ""), journal(), line -> {})) {
            HttpResponse<String> chat = post(gateway, "/v1/chat/completions", chat("x", false));
            assertThat(chat.statusCode()).isEqualTo(502);
            JsonNode error = Json.mapper().readTree(chat.body()).path("error");
            assertThat(error.path("code").asText()).isEqualTo("upstream_unreachable");
            assertThat(error.path("message").asText()).contains("no connection", address);
            HttpResponse<String> message = post(gateway, "/v1/messages", messages("x", false));
            assertThat(message.statusCode()).isEqualTo(502);
            assertThat(Json.mapper().readTree(message.body()).path("type").asText())
                    .isEqualTo("error");
            await(gateway);
            assertThat(gateway.counts().unrecorded()).containsEntry(Unrecorded.UNREACHED, 2L);
        }
    }

    @Test
    void feedbackBecomesTheRightAnswerAndAttributes() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, "")) {
            String name = post(gateway, "/v1/chat/completions", chat("one", false))
                    .headers()
                    .firstValue("x-dasllm-exchange")
                    .orElseThrow();
            String vendors = Json.mapper()
                    .readTree(post(gateway, "/v1/messages", messages("two", false), "anthropic-version", "2023-06-01")
                            .body())
                    .path("id")
                    .asText();
            assertThat(feedback(
                            gateway,
                            "{\"exchange\":\"" + name + "\",\"score\":0.25,\"attributes\":{\"shop\":\"north\"}}"))
                    .isEqualTo(200);
            assertThat(feedback(gateway, "{\"exchange\":\"" + name + "\",\"answer\":\"better\"}"))
                    .isEqualTo(200);
            assertThat(feedback(gateway, "{\"exchange\":\"" + vendors + "\",\"answer\":{\"a\":1}}"))
                    .isEqualTo(200);
            assertThat(feedback(gateway, "{\"exchange\":\"nobody's\",\"score\":1}"))
                    .isEqualTo(200);
            assertThat(feedback(gateway, "{\"exchange\":\"x\",\"scor\":1}")).isEqualTo(400);
            assertThat(feedback(gateway, "{\"exchange\":\"x\"}")).isEqualTo(400);
            assertThat(feedback(gateway, "nonsense")).isEqualTo(400);
            await(gateway);
            assertThat(gateway.counts().feedback()).isEqualTo(4);
        }
        List<Sample> samples = samples();
        assertThat(samples.get(0).gold()).isEqualTo("better");
        assertThat(samples.get(0).evidence()).isEqualTo(LabelEvidence.ofPeople(List.of("feedback")));
        assertThat(samples.get(0).attributes()).containsEntry("score", "0.25").containsEntry("shop", "north");
        assertThat(samples.get(1).gold()).isEqualTo("{\"a\":1}");
        TrafficImport picky =
                new TrafficImport(journal(), Optional.of(0.5), false, answer -> Optional.empty(), Progress.SILENT);
        List<Sample> good = new ArrayList<>();
        picky.each(good::add);
        assertThat(good).extracting(Sample::id).containsExactly(samples.get(1).id());
        assertThat(picky.unmatched()).isEqualTo(1);
        TrafficImport labelled = new TrafficImport(
                journal(),
                Optional.empty(),
                false,
                answer -> answer.startsWith("{") ? Optional.of("it is none of the labels") : Optional.empty(),
                Progress.SILENT);
        List<Sample> allowed = new ArrayList<>();
        labelled.each(allowed::add);
        assertThat(allowed).extracting(Sample::gold).containsExactly("better");
        assertThat(labelled.leftOut())
                .containsExactly("left out 1 exchange: the answer that its feedback gives is none that the task allows"
                        + " (the first is that of " + samples.get(1).id() + ", '{\"a\":1}': it is none of the labels)");
    }

    private void assertNoJournal(Path file, String what) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> GatewayServer.start(config("http://127.0.0.1:9", ""), file, line -> {})
                        .close())
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(what)
                .message()
                .doesNotContain("asked", "Restore");
        assertThatThrownBy(() ->
                        new TrafficImport(file, Optional.empty(), false, answer -> Optional.empty(), Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(what)
                .message()
                .doesNotContain("asked again", "Restore");
        assertThat(Files.readAllBytes(file)).as("it is left as it was").isEqualTo(before);
    }

    @Test
    void aFileThatIsNoJournalOfAGatewayIsNamedAndLeftAlone() throws Exception {
        String none =
                " is no journal: its first line is none that dasllm writes. Name the file journal.jsonl of a harvest"
                        + " or a gateway, or one that is not there yet.";
        Path samples = Files.writeString(folder.resolve("samples.jsonl"), "{\"id\":\"a\",\"prompt\":[]}\n");
        assertNoJournal(samples, samples + none);
        Path config = Files.writeString(folder.resolve("config.json"), "{\n  \"type\": \"x\"\n}\n");
        assertNoJournal(config, config + none);
        Path cut = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertNoJournal(cut, cut + none);
        Path harvest = folder.resolve("harvest.jsonl");
        try (Journal journal = Journal.open(harvest, 0, line -> {})) {
            journal.append(new JournalLine.Request("h", "s", 1, "2026-11-30T00:00:00Z", null));
        }
        assertNoJournal(harvest, harvest + " is the journal of a harvest");
    }

    private int feedback(GatewayServer gateway, String body) throws Exception {
        return post(gateway, "/dasllm/feedback", body).statusCode();
    }

    @Test
    void conversationsStayTogetherAndAreSampledWhole() throws Exception {
        List<JournalLine.Exchange> lines = new ArrayList<>();
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = GatewayServer.start(
                        config(provider.url(), ",\"sample_rate\":0.5,\"record\":\"durable\""),
                        line -> {
                            lines.add((JournalLine.Exchange) line);
                            return CompletableFuture.completedFuture(null);
                        },
                        line -> {})) {
            for (int i = 0; i < 40; i++) {
                post(gateway, "/v1/chat/completions", chat("first " + i, false), "x-conversation-id", "c" + i);
                post(gateway, "/v1/chat/completions", chat("second " + i, false), "x-conversation-id", "c" + i);
            }
            assertThat(gateway.counts().recorded()).isBetween(20L, 60L);
            assertThat(gateway.counts().unrecorded())
                    .containsEntry(Unrecorded.NOT_SAMPLED, 80 - gateway.counts().recorded());
        }
        assertThat(lines.stream().collect(Collectors.groupingBy(JournalLine.Exchange::conversation)))
                .allSatisfy((conversation, exchanges) -> {
                    assertThat(exchanges).hasSize(2);
                    assertThat(conversation).matches("[0-9a-f]{16}");
                });
    }

    @Test
    void compressedBodiesPassAsTheyAreAndAreReadForTheRecord() throws Exception {
        String text = "many words ".repeat(400);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(chat(text, false).getBytes(StandardCharsets.UTF_8));
        }
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, ",\"record\":\"durable\"")) {
            HttpResponse<byte[]> reply = client.send(
                    HttpRequest.newBuilder(URI.create(gateway.uri() + "/v1/chat/completions"))
                            .header("Content-Type", "application/json")
                            .header("Content-Encoding", "gzip")
                            .header("Accept-Encoding", "gzip")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(compressed.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(reply.headers().firstValue("content-encoding")).contains("gzip");
            assertThat(reply.headers().firstValue("content-length")).contains(String.valueOf(reply.body().length));
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
            assertThat(new String(plain, StandardCharsets.UTF_8)).contains("answer to: " + text);
        }
        assertThat(samples()).extracting(Sample::completion).containsExactly("answer to: " + text);
    }

    @Test
    void otherPathsPassAndOwnOnesAreAnswered() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, "")) {
            HttpResponse<String> other = client.send(
                    HttpRequest.newBuilder(URI.create(gateway.uri() + "/v1/nowhere?a=b"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(other.statusCode()).isEqualTo(404);
            assertThat(other.body()).isEqualTo("no such address: /v1/nowhere");
            assertThat(other.headers().firstValue("x-dasllm-exchange")).isEmpty();
            post(gateway, "/v1/chat/completions", chat("x", false));
            await(gateway);
            HttpResponse<String> metrics = client.send(
                    HttpRequest.newBuilder(URI.create(gateway.uri() + "/dasllm/metrics"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.body())
                    .contains(
                            "dasllm_gateway_recorded_total 1.0",
                            "dasllm_gateway_requests_total{ending=\"whole\",protocol=\"openai\",status=\"200\"} 1.0",
                            "dasllm_gateway_unrecorded_total{reason=\"no_room\"} 0.0");
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(gateway.uri() + "/dasllm/health"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void manyClientsAtOnceLoseNothing() throws Exception {
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = start(provider, "")) {
            List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 400)
                    .mapToObj(i -> client.sendAsync(
                            HttpRequest.newBuilder(URI.create(gateway.uri() + "/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            chat("m" + i, i % 3 == 0), StandardCharsets.UTF_8))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> reply : replies) {
                assertThat(reply.get().statusCode()).isEqualTo(200);
            }
            await(gateway);
            assertThat(gateway.counts().recorded()).isEqualTo(400);
        }
        assertThat(samples()).hasSize(400);
    }
}
