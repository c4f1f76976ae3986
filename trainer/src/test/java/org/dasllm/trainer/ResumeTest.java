package org.dasllm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.trainer.config.EvaluationConfig;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.metrics.StepMetrics;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeTest {
    private static final int KILLS = 3;

    @TempDir
    private Path dir;

    /**
     * Processes that get SIGKILL at random steps, one after the other, and one that ends the run: packed, with dropout; DoRA
     * and an adapter on the tied head beside a base in four bits.
     */
    @ParameterizedTest
    @CsvSource({
        "reference,LORA,false",
        "reference,LORA,true",
        "reference,FULL,false",
        "onednn,LORA,false",
        "onednn,LORA,true",
        "onednn,FULL,false"
    })
    void aKilledRunGivesTheLossesOfAnUnbrokenOne(String device, Mode mode, boolean everything) throws Exception {
        TinyBase.write(dir.resolve("base"), true);
        TinyBase.writeSamples(dir.resolve("train.jsonl"), 0, 16);
        TinyBase.writeSamples(dir.resolve("validation.jsonl"), 14, 20);
        TrainConfig config = TinyBase.with(
                TinyBase.with(
                        TinyBase.with(TinyBase.config(mode, false, 15), TinyBase.batch(4, 64, 0.1)),
                        new EvaluationConfig(6, 0, true),
                        5),
                "lora/dropout",
                mode == Mode.LORA ? 0.2 : 0);
        if (everything) {
            config = TinyBase.with(config, "lora/dora", true);
            config = TinyBase.with(config, "lora/base", FrozenBase.NF4);
            config = TinyBase.with(config, "lora/targets", List.of("all-linear", "lm_head"));
        }
        Json.write(dir.resolve("config.json"), config);

        KilledRun.run(dir, dir.resolve("unbroken"), device, 0);

        Random random = new Random();
        int step = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            step += 2 + random.nextInt(16);
            assertThat(killedAfter(step, device)).as("killed while it ran").isTrue();
        }
        TrainSummary end = KilledRun.run(dir, dir.resolve("killed"), device, 0);

        assertThat(end.steps()).isEqualTo(60);
        List<String> unbroken = lines("unbroken");
        assertThat(unbroken).hasSize(60);
        assertThat(lines("killed")).isEqualTo(unbroken);
        if (everything) {
            Path adapter = dir.resolve("killed/adapter/adapter_model.safetensors");
            try (SafetensorsFile file = SafetensorsFile.open(adapter)) {
                assertThat(file.tensors().keySet())
                        .contains(
                                "base_model.model.lm_head.lora_A.weight",
                                "base_model.model.lm_head.lora_magnitude_vector");
            }
        }
        String result = mode == Mode.LORA ? "adapter/adapter_model.safetensors" : "model/model.safetensors";
        if (mode == Mode.LORA) {
            assertThat(Probes.read(dir.resolve("killed/probes.json")))
                    .isEqualTo(Probes.read(dir.resolve("unbroken/probes.json")));
            assertThat(Probes.read(dir.resolve("killed/neutral-probes.json")))
                    .isEqualTo(Probes.read(dir.resolve("unbroken/neutral-probes.json")));
        }
        assertThat(Sha256.ofFile(dir.resolve("killed").resolve(result)))
                .isEqualTo(Sha256.ofFile(dir.resolve("unbroken").resolve(result)));
    }

    /** Every number of metrics.jsonl bit for bit, but the time. */
    private List<String> lines(String out) {
        return JsonLines.readAll(dir.resolve(out).resolve("metrics.jsonl"), StepMetrics.class).stream()
                .map(line -> line.step() + " " + line.epoch() + " " + Double.toHexString(line.loss()) + " "
                        + line.validationLoss() + " " + line.learningRate() + " " + line.gradientNorm() + " "
                        + line.tokens())
                .toList();
    }

    /** Whether the process was still running when it was killed. */
    private boolean killedAfter(int step, String device) throws IOException, InterruptedException {
        Path metrics = dir.resolve("killed/metrics.jsonl");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        dir.toString(),
                        dir.resolve("killed").toString(),
                        device)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (process.isAlive() && !reached(metrics, step)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(2);
            }
            assertThat(process.isAlive())
                    .as(Files.readString(dir.resolve("log")))
                    .isTrue();
            return process.isAlive();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean reached(Path metrics, int step) throws IOException {
        return Files.exists(metrics) && Files.readString(metrics).lines().count() >= step;
    }
}
