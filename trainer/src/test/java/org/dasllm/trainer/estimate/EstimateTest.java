package org.dasllm.trainer.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.TinyBase;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.Recompute;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.objective.Objective;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {
    private static final double CLOSE_PERCENT = 15;

    @TempDir
    private Path dir;

    /** What is trained, and how its base is kept. */
    private enum Kind {
        LORA,
        DORA,
        QLORA,
        FULL
    }

    /** Shapes that nothing in the plan was fitted to. */
    @ParameterizedTest
    @CsvSource({
        "LORA, FLOAT32, 448, 1216, 9, 40000, 1536, OFF",
        "DORA, BFLOAT16, 320, 896, 14, 24000, 2048, ON",
        "QLORA, BFLOAT16, 512, 1536, 8, 32000, 1024, OFF",
        "FULL, FLOAT32, 288, 768, 7, 12000, 1024, OFF"
    })
    void theEstimateIsCloseToTheMeasuredPeak(
            Kind kind,
            Precision precision,
            int hidden,
            int inner,
            int layers,
            int vocabulary,
            int tokens,
            Recompute recompute)
            throws Exception {
        Assumptions.assumeTrue(
                EveryDevice.has("onednn", precision), () -> "Skipped: this processor has no " + precision);
        writeBase(ModelConfig.llama(vocabulary, hidden, inner, layers, 8, 4, 512));
        SampleFile.write(dir.resolve("train.jsonl"), samples());
        TrainConfig config = TinyBase.config(kind == Kind.FULL ? Mode.FULL : Mode.LORA, false, 1);
        config = TinyBase.with(config, TinyBase.batch(tokens / 64, tokens, 0));
        config = TinyBase.with(config, "batch/recompute", recompute);
        config = TinyBase.with(config, "lora/dora", kind == Kind.DORA);
        config = TinyBase.with(config, "lora/dropout", kind == Kind.DORA ? 0.1 : 0);
        config = TinyBase.with(config, "lora/base", kind == Kind.QLORA ? FrozenBase.NF4 : FrozenBase.STORED);
        Json.write(dir.resolve("config.json"), config);
        String output = run(precision);
        double estimate = quantity(output, "memory about ([\\d.]+) (MB|GB)");
        double peak = quantity(output, "peak (\\d+)()");
        System.out.printf(
                "%s %s hidden %d, layers %d, vocabulary %d, %d tokens, recompute %s: estimate %.0f MB, peak %.0f MB, %+.1f %%%n",
                kind,
                precision,
                hidden,
                layers,
                vocabulary,
                tokens,
                recompute,
                estimate / 1e6,
                peak / 1e6,
                100 * (estimate / peak - 1));
        assertThat(estimate).isCloseTo(peak, withinPercentage(CLOSE_PERCENT));
    }

    /** The tokenizer knows few tokens; the model's table has more rows, as padded ones have. */
    private void writeBase(ModelConfig shape) {
        Path base = TinyBase.write(dir.resolve("base"), false);
        try (Device device = EveryDevice.open("onednn")) {
            LanguageModel.random(device, shape.withTokens(OptionalInt.empty(), List.of(1)), 3)
                    .saveFull(base, DType.F32);
        }
    }

    /** Samples of some 60 tokens each, enough for a few steps. */
    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g",
                    null,
                    List.of(Message.user("My card is lost ".repeat(9) + i)),
                    "{\"about\":\"card\"}".repeat(2),
                    null,
                    Map.of(),
                    null));
        }
        return samples;
    }

    /** In a process with the launcher's collector. */
    private String run(Precision precision) throws IOException, InterruptedException {
        Path log = dir.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseParallelGC",
                        "-XX:MaxNewSize=128m",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlannedRun.class.getName(),
                        dir.toString(),
                        precision.name())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static double quantity(String output, String expression) {
        Matcher matcher = Pattern.compile(expression).matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        double factor = matcher.group(2).equals("GB") ? 1e9 : matcher.group(2).equals("MB") ? 1e6 : 1;
        return Double.parseDouble(matcher.group(1)) * factor;
    }

    private static MemoryPlan plan(Recompute recompute, OptionalLong available) {
        CountingDevice device = new CountingDevice(MemoryUse.of(Precision.FLOAT32));
        LanguageModel model = LanguageModel.random(device, ModelConfig.llama(300, 64, 160, 6, 4, 2, 256), 1);
        int[] ids = new int[200];
        MicroBatch batch = new MicroBatch(List.of(new TrainingSample("s", ids, ids, 1)));
        return new MemoryPlan.Search(device, model, Objective.TOKENS, batch, 1_000_000, available).plan(recompute);
    }

    @Test
    void asManyLayersAreKeptAsFit() {
        MemoryPlan all = plan(Recompute.OFF, OptionalLong.empty());
        MemoryPlan none = plan(Recompute.ON, OptionalLong.empty());
        assertThat(all.layersKept()).isEqualTo(6);
        assertThat(none.layersKept()).isZero();
        assertThat(none.activations()).isLessThan(all.activations() / 2);
        assertThat(none.weights()).isEqualTo(all.weights());
        assertThat(plan(Recompute.AUTO, OptionalLong.empty()).layersKept()).isEqualTo(6);
        OptionalLong between = OptionalLong.of((all.bytes() + none.bytes()) / 2);
        MemoryPlan some = plan(Recompute.AUTO, between);
        assertThat(some.layersKept()).isBetween(1, 5);
        assertThat(some.bytes()).isLessThanOrEqualTo(between.getAsLong());
        assertThat(some.text()).contains("layers are computed twice");
    }

    @Test
    void whatCannotFitIsRefusedWithItsSize() {
        MemoryPlan plan = plan(Recompute.AUTO, OptionalLong.of(2_000_000));
        assertThatThrownBy(plan::refuseWhatCannotFit)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("and 2 MB are there")
                .hasMessageContaining("batch.max_tokens_per_micro_batch");
        plan(Recompute.AUTO, OptionalLong.of(2_000_000_000)).refuseWhatCannotFit();
    }
}
