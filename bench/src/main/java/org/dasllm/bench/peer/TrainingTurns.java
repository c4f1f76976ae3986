package org.dasllm.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Precision;
import org.dasllm.trainer.FineTuning;

/**
 * The training of a curated run, some steps at a time: a number of steps comes in, a line {@code {"seconds": ...}} goes out when they are
 * done, and in between it waits. So another trainer can have its turns on the same machine. For {@code bench/peers/recorded_training.py}.
 */
public final class TrainingTurns implements Progress {
    private final BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private boolean training;
    private long end;
    private long began;

    private TrainingTurns() {}

    /** The configuration, a new folder for what the training writes, and the precision. */
    public static void main(String... arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("Usage: TrainingTurns <config.yaml> <new folder> <float32|bfloat16>");
        }
        PipelineConfig config = ConfigurationFile.read(Path.of(arguments[0]), Map.of(), PipelineConfig.class);
        Precision precision = Precision.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        try (Device device = DeviceChoice.open("auto", 0, precision)) {
            FineTuning.run(
                    config.train(),
                    device,
                    config.student().base(),
                    List.of(config.folder().resolve("dataset").resolve("train.jsonl")),
                    Optional.empty(),
                    Files.createDirectories(Path.of(arguments[1])),
                    new TrainingTurns());
        }
    }

    @Override
    public void start(String title, long total, String unit) {
        training = title.equals("training");
        if (training) {
            await(0);
        }
    }

    @Override
    public void update(long done, String note) {
        if (training && done == end) {
            System.out.println(Json.line(Map.of("seconds", (System.nanoTime() - began) / 1e9, "note", note)));
            await(done);
        }
    }

    private void await(long done) {
        try {
            String line = asked.readLine();
            if (line == null || line.isBlank()) {
                // Nobody asks any more: what is left of the training is of no use.
                Runtime.getRuntime().halt(0);
            }
            end = done + Long.parseLong(line.strip());
            began = System.nanoTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void line(String text) {
        System.err.println(text);
    }

    @Override
    public void finish() {
        training = false;
    }
}
