package org.dasllm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.cli.pipeline.RunFolder;
import org.dasllm.cli.terminal.StopSignals;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Counted;
import org.dasllm.gateway.GatewayConfig;
import org.dasllm.gateway.RecordMode;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.server.GatewayServer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dasllm gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        header = "Pass a product's requests to its vendor, and record them.",
        description =
                "The product changes its base URL to this address and nothing else. What it asks goes to gateway.upstream byte for byte"
                        + " and comes back in the same way; chat completions, responses and Anthropic's messages are recorded, and"
                        + " harvest.gateway of the same file makes samples of them. Runs until it is stopped.")
final class GatewayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the run's YAML file, with a section gateway")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "set a key of the file, such as gateway.port=8090; may be repeated")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--json", description = "say at the end as JSON what was recorded and what was not")
    private boolean json;

    @Option(names = "--address-file", hidden = true, description = "where to write the address once it answers")
    private @Nullable Path addressFile;

    @Option(names = "--end-with", paramLabel = "PID", hidden = true, description = "end when that process ends")
    private @Nullable Long endWith;

    @Override
    public Integer call() throws InterruptedException, UnknownHostException {
        // What other stages need need not be on the machine that passes requests on.
        PipelineConfig run = ConfigurationFile.readWherever(file, overrides, PipelineConfig.class);
        GatewayConfig config = run.gateway();
        if (config == null) {
            throw DasllmException.usage(
                    file + " has no section gateway",
                    "Add gateway: {upstream: https://api.openai.com}, or your vendor's address");
        }
        Path journal = config.journal().orElseGet(() -> new RunFolder(run.folder()).traffic());
        CountDownLatch end = new CountDownLatch(1);
        if (endWith != null) {
            ServeCommand.endWith(endWith, end);
        }
        GatewayServer server = GatewayServer.start(config, journal, line -> System.err.println("  " + line));
        try {
            say(config, journal, server);
            StopSignals.handle(() -> {
                System.err.println("Stopping: exchanges under way may end. Once more ends at once.");
                end.countDown();
            });
            end.await();
        } finally {
            server.close();
        }
        System.out.println(closing(server));
        return ExitCode.DONE.number();
    }

    private void say(GatewayConfig config, Path journal, GatewayServer server) throws UnknownHostException {
        if (!InetAddress.getByName(config.host()).isLoopbackAddress()) {
            System.err.println("  Anybody who reaches " + config.host()
                    + " can send requests through it, with a key of their own, and feedback.");
        }
        if (config.upstreamUri().getPath().endsWith("/v1")) {
            System.err.println(
                    "  gateway.upstream ends in /v1. A product whose base URL ends in /v1 too, as the vendors' clients have it, would"
                            + " ask for /v1/v1: leave it out of one of them.");
        }
        System.err.println("Passing requests on to " + config.upstream() + "; "
                + (config.record() == RecordMode.NONE
                        ? "nothing is recorded"
                        : "recording to " + journal + " ("
                                + config.record().name().toLowerCase(Locale.ROOT) + ", "
                                + (config.masking() == null ? "texts as they are" : "masked") + ")"));
        if (addressFile != null) {
            AtomicFile.writeString(addressFile, server.uri().toString());
        }
        System.out.println(server.uri());
    }

    private String closing(GatewayServer server) {
        Counts.Now counts = server.counts();
        if (json) {
            ObjectNode line = Json.mapper()
                    .createObjectNode()
                    .put("exchanges", counts.seen())
                    .put("recorded", counts.recorded())
                    .put("given_up", server.unsettled())
                    .put("late", counts.late())
                    .put("feedback", counts.feedback());
            ObjectNode reasons = line.putObject("unrecorded");
            counts.unrecorded().forEach((reason, count) -> reasons.put(reason.word(), count));
            return Json.line(line);
        }
        String reasons = counts.unrecorded().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey().word())
                .collect(Collectors.joining(", "));
        return counts.recorded() + " of " + Counted.of(counts.seen(), "exchange") + " recorded"
                + (reasons.isEmpty() ? "" : "; not recorded: " + reasons)
                + (server.unsettled() == 0 ? "" : "; given up at the end: " + server.unsettled())
                + (counts.feedback() == 0 ? "" : "; feedback: " + counts.feedback());
    }
}
