package org.dasllm.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.Unrecorded;
import org.dasllm.harvest.traffic.TrafficImport;

/** The program that {@link FullDiskGatewayTest} runs: the gateway's disk is filled under it and emptied again. Ends with 0 when nothing was noticed. */
final class FullDiskGateway {
    private static final int PIECE = 4096;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Integer> statuses = new ArrayList<>();

    private FullDiskGateway() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        Path disk = Path.of(arguments[0]);
        for (String mode : List.of("queued", "durable")) {
            new FullDiskGateway().run(disk.resolve(mode), disk.resolve("ballast"), mode);
        }
    }

    private void run(Path folder, Path ballast, String mode) throws IOException, InterruptedException {
        Path journal = folder.resolve("journal.jsonl");
        List<String> told = new ArrayList<>();
        Counts.Now end;
        try (FakeProvider provider = new FakeProvider(FakeProviderConfig.honest());
                GatewayServer gateway = GatewayServer.start(config(provider.url(), mode), journal, told::add)) {
            ask(gateway, 20);
            fill(ballast);
            ask(gateway, 60);
            settled(gateway);
            Counts.Now full = gateway.counts();
            assertThat(full.unrecorded().get(Unrecorded.NOT_WRITTEN)).isPositive();
            Files.delete(ballast);
            ask(gateway, 20);
            settled(gateway);
            end = gateway.counts();
            assertThat(end.unrecorded()).isEqualTo(full.unrecorded());
        }
        assertThat(statuses).hasSize(100).containsOnly(200);
        assertThat(end.seen()).isEqualTo(100);
        assertThat(end.recorded() + end.missing()).isEqualTo(100);
        List<Sample> samples = new ArrayList<>();
        new TrafficImport(journal, Optional.empty(), false, answer -> Optional.empty(), Progress.SILENT)
                .each(samples::add);
        assertThat(samples).hasSize((int) end.recorded());
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("The disk is full");
        System.out.println(mode + ": " + end);
    }

    private static GatewayConfig config(String upstream, String mode) {
        String json = "{\"upstream\":\"" + upstream + "\",\"port\":0,\"record\":\"" + mode + "\"}";
        return ConfigBinder.bind(ConfigSource.json(json, "a test"), GatewayConfig.class);
    }

    private void ask(GatewayServer gateway, int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            String body = "{\"model\":\"m\",\"stream\":" + (i % 2 == 0)
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(3000) + i + "\"}]}";
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(URI.create(gateway.uri() + "/v1/chat/completions"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            statuses.add(reply.statusCode());
        }
    }

    private static void settled(GatewayServer gateway) throws InterruptedException {
        for (int i = 0; i < 1000 && gateway.unsettled() > 0; i++) {
            Thread.sleep(20);
        }
    }

    private static void fill(Path ballast) throws IOException {
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }
}
