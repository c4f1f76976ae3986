package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.export.weights.ExportType;
import org.dasllm.export.weights.MergedWeights;
import org.dasllm.export.weights.WeightFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.sample.Message;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ExportTest {
    private static final ExportConfig MERGED = ExportConfig.of(ExportKind.MERGED, ExportType.F32, false);

    @TempDir
    Path dir;

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("logit %d", i).isCloseTo(expected[i], within((float) tolerance));
        }
    }

    private static double largestDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({"true, F32", "false, F32", "true, BF16"})
    void mergesToTheLogitsOfBaseAndAdapter(boolean tied, DType baseType) {
        BundleFixture fixture = BundleFixture.in(dir, tied, baseType);
        fixture.export(MERGED);
        float[] beside = BundleFixture.logits(fixture.base(), Optional.of(fixture.adapter()));
        assertClose(BundleFixture.logits(fixture.out(), Optional.empty()), beside, 1e-4);
        // The adapter counts: without it the logits are others.
        assertThat(largestDifference(beside, BundleFixture.logits(fixture.base(), Optional.empty())))
                .isGreaterThan(0.01);
        try (Checkpoint checkpoint = Checkpoint.open(fixture.out())) {
            assertThat(checkpoint.contains("lm_head.weight")).isEqualTo(!tied);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, F32", "false, F32", "true, BF16"})
    void anAdapterOnTheHeadMakesItAHeadOfItsOwn(boolean tied, DType baseType) {
        BundleFixture fixture = BundleFixture.in(dir, tied, baseType, Set.of("up_proj", "lm_head"));
        fixture.export(MERGED);
        float[] beside = BundleFixture.logits(fixture.base(), Optional.of(fixture.adapter()));
        assertClose(BundleFixture.logits(fixture.out(), Optional.empty()), beside, 1e-4);
        assertThat(largestDifference(beside, BundleFixture.logits(fixture.base(), Optional.empty())))
                .isGreaterThan(0.01);
        try (Checkpoint merged = Checkpoint.open(fixture.out());
                Checkpoint base = Checkpoint.open(fixture.base())) {
            assertThat(merged.contains("lm_head.weight")).isTrue();
            assertThat(merged.floats("model.embed_tokens.weight")).isEqualTo(base.floats("model.embed_tokens.weight"));
        }
        assertThat(ModelConfig.read(fixture.out()).tiedHead()).isFalse();
    }

    @Test
    void keepsATiedHeadTiedWhereTheConfigurationIsSilent() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        ObjectNode config = Json.read(fixture.base().resolve("config.json"), ObjectNode.class);
        config.remove("tie_word_embeddings");
        config.put("initializer_range", 0.02);
        Json.write(fixture.base().resolve("config.json"), config);
        fixture.export(MERGED);
        ObjectNode written = Json.read(fixture.out().resolve("config.json"), ObjectNode.class);
        assertThat(written.path("tie_word_embeddings").asBoolean()).isTrue();
        assertThat(written.path("initializer_range").asDouble()).isEqualTo(0.02);
    }

    /** A base that thinks unless it is asked not to, as Qwen 3: its student was taught answers alone, and is asked for them wherever it is served. */
    @Test
    void aBundlesTemplateAsksForNoThoughts() throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        String template =
                "{% for m in messages %}{% if m.role == 'assistant' %}A:<t></t>{{ m.content }}{% else %}U:{{ m.content }}"
                        + "{% endif %}{% endfor %}{% if add_generation_prompt %}A:"
                        + "{% if enable_thinking is defined and enable_thinking is false %}<t></t>{% endif %}{% endif %}";
        Files.writeString(fixture.base().resolve(ChatTemplate.FILE), template);
        fixture.export(MERGED);
        ChatTemplate written = ChatTemplate.load(fixture.out());
        List<Message> question = List.of(Message.user("2 + 2?"));
        assertThat(written.render(question, true)).isEqualTo("U:2 + 2?A:<t></t>");
        assertThat(written.source()).endsWith(template);

        Files.writeString(fixture.base().resolve(ChatTemplate.FILE), ChatTemplate.CHATML);
        fixture.export(MERGED);
        assertThat(ChatTemplate.load(fixture.out()).source()).isEqualTo(ChatTemplate.CHATML);
    }

    @Test
    void roundsToBfloat16() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        fixture.export(ExportConfig.of(ExportKind.MERGED, ExportType.BF16, false));
        try (SafetensorsFile file = SafetensorsFile.open(fixture.out().resolve("model.safetensors"))) {
            assertThat(file.tensors().values()).isNotEmpty().allMatch(tensor -> tensor.dtype() == DType.BF16);
            assertThat(file.metadata()).containsEntry("format", "pt");
        }
        assertThat(Json.read(fixture.out().resolve("config.json"), ObjectNode.class)
                        .path("torch_dtype")
                        .asText())
                .isEqualTo("bfloat16");
        float[] beside = BundleFixture.logits(fixture.base(), Optional.of(fixture.adapter()));
        assertClose(BundleFixture.logits(fixture.out(), Optional.empty()), beside, 0.1);
    }

    @Test
    void writesAdapterAloneInPeftsLayout() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        fixture.export(ExportConfig.of(ExportKind.ADAPTER, ExportType.F32, false));
        assertThat(fixture.out().resolve("model.safetensors")).doesNotExist();
        assertThat(fixture.out().resolve("adapter_config.json")).exists();
        assertClose(
                BundleFixture.logits(fixture.base(), Optional.of(fixture.out())),
                BundleFixture.logits(fixture.base(), Optional.of(fixture.adapter())),
                0);
    }

    @Test
    void writesBothWithAllThatBelongsToThem() throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        BundleManifest manifest = fixture.export(ExportConfig.of(ExportKind.BOTH, ExportType.F32, false));
        assertThat(manifest.files().stream().map(BundleManifest.File::path))
                .containsExactly(
                        "LICENSE",
                        "MODEL_CARD.md",
                        "adapter/adapter_config.json",
                        "adapter/adapter_model.safetensors",
                        "bom.json",
                        "chat_template.jinja",
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "tokenizer.json");
        assertThat(manifest.forced()).isFalse();
        assertThat(manifest.verdict().outcome()).isEqualTo("non-inferior");
        assertThat(manifest.provenance())
                .containsEntry("seed", "1")
                .containsEntry("base model", "base")
                .containsEntry("probes", "not compared: the training recorded none")
                .containsKeys("base model sha256", "adapter sha256");
        assertThat(Files.readString(fixture.out().resolve("MODEL_CARD.md")))
                .contains("non-inferior", "student accuracy", "LlamaForCausalLM", "| seed | 1 |")
                .doesNotContain("by force");
        assertThat(Verification.verify(fixture.out()).intact()).isTrue();
    }

    @Test
    void makesShardsThatLoadAsOne() {
        BundleFixture fixture = BundleFixture.in(dir, false, DType.F32);
        try (MergedWeights weights = MergedWeights.open(fixture.base(), fixture.adapter())) {
            AtomicFile.writeDirectory(fixture.out(), folder -> {
                weights.config().write(folder);
                WeightFiles.write(folder, weights, ExportType.F32, 4000, Progress.SILENT);
            });
        }
        assertThat(fixture.out().resolve("model.safetensors")).doesNotExist();
        assertThat(fixture.out().resolve("model.safetensors.index.json")).exists();
        assertClose(
                BundleFixture.logits(fixture.out(), Optional.empty()),
                BundleFixture.logits(fixture.base(), Optional.of(fixture.adapter())),
                1e-4);
    }

    @Test
    void makesTheSameFilesFromTheSameInputs() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        BundleManifest first = fixture.export(MERGED);
        assertThat(fixture.export(MERGED)).isEqualTo(first);
    }

    @Test
    void theTaskIsInTheManifestAndOnTheCard() throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        fixture.export(MERGED);
        assertThat(BundleManifest.read(fixture.out()).task()).isEqualTo(BundleFixture.TASK);
        assertThat(Json.readTree(fixture.out().resolve(BundleManifest.FILE))
                        .at("/task/schema/properties/intent/enum/1")
                        .asText())
                .isEqualTo("loan");
        assertThat(Files.readString(fixture.out().resolve("MODEL_CARD.md")))
                .contains("| an answer is | JSON with the field intent |");
        // A bundle of before has none.
        ObjectNode older = (ObjectNode) Json.readTree(fixture.out().resolve(BundleManifest.FILE));
        older.remove("task");
        Json.write(fixture.out().resolve(BundleManifest.FILE), older);
        assertThat(BundleManifest.read(fixture.out()).task()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"NOT_SHOWN, not-shown", "NOT_ESTIMABLE, not-estimable"})
    void refusesWithoutAPassingVerdict(String outcome, String said) {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        assertThatThrownBy(() -> Export.run(
                        MERGED,
                        fixture.base(),
                        fixture.adapter(),
                        fixture.report(outcome),
                        Optional.empty(),
                        fixture.out(),
                        Optional.empty(),
                        Map.of(),
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(said)
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.VERDICT);
        assertThat(fixture.out()).doesNotExist();
    }

    @Test
    void refusesWithoutAnyEvaluationAndSaysSoWhenForced() throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        assertThatThrownBy(() -> Export.run(
                        MERGED,
                        fixture.base(),
                        fixture.adapter(),
                        Optional.empty(),
                        Optional.empty(),
                        fixture.out(),
                        Optional.empty(),
                        Map.of(),
                        Progress.SILENT))
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.VERDICT);
        BundleManifest forced = Export.run(
                ExportConfig.of(ExportKind.MERGED, ExportType.F32, true),
                fixture.base(),
                fixture.adapter(),
                Optional.empty(),
                Optional.empty(),
                fixture.out(),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
        assertThat(forced.forced()).isTrue();
        assertThat(forced.verdict().outcome()).isEqualTo("not evaluated");
        assertThat(Files.readString(fixture.out().resolve("MODEL_CARD.md"))).contains("Exported by force");
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void carriesEveryFileThatTheTokenizerHas(ExportKind kind) throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        List<String> text = List.of(
                "tokenizer.json",
                "tokenizer_config.json",
                "special_tokens_map.json",
                "added_tokens.json",
                "vocab.json",
                "merges.txt",
                "tokenizer.model",
                "chat_template.jinja",
                "chat_template.json",
                "additional_chat_templates/tool_use.jinja");
        Files.createDirectory(fixture.base().resolve("additional_chat_templates"));
        for (String name : text) {
            Files.writeString(fixture.base().resolve(name), Json.line(name));
        }
        Files.writeString(fixture.base().resolve("tokenizer_config.json"), "{\"other\": 1}");
        fixture.export(ExportConfig.of(kind, ExportType.F32, false));
        assertThat(text)
                .allSatisfy(name -> assertThat(fixture.out().resolve(name))
                        .hasSameTextualContentAs(fixture.base().resolve(name)));
        assertThat(Verification.verify(fixture.out()).problems()).isEmpty();
        assertThat(Files.exists(fixture.out().resolve("generation_config.json")))
                .isEqualTo(kind.merged());
    }

    @Test
    void doesNotReplaceAFolderThatIsNoBundle() throws IOException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        Files.createDirectory(fixture.out());
        Files.writeString(fixture.out().resolve("thesis.tex"), "years of work");
        assertThatThrownBy(() -> fixture.export(MERGED))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is not a bundle");
        assertThat(fixture.out().resolve("thesis.tex")).hasContent("years of work");
    }

    @Test
    void doesNotReplaceItsOwnSources() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        assertThatThrownBy(() -> Export.run(
                        MERGED,
                        fixture.base(),
                        fixture.adapter(),
                        fixture.report("NON_INFERIOR"),
                        Optional.empty(),
                        fixture.base(),
                        Optional.empty(),
                        Map.of(),
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("same place");
    }

    @Test
    void refusesAnAdapterOfAnotherModel() {
        BundleFixture fixture = BundleFixture.in(dir.resolve("one"), true, DType.F32);
        Path other = dir.resolve("other");
        LanguageModel.random(new ReferenceDevice(), ModelConfig.llama(40, 32, 24, 2, 4, 2, 32), 1)
                .saveFull(other, DType.F32);
        assertThatThrownBy(() -> Export.run(
                        ExportConfig.of(ExportKind.MERGED, ExportType.F32, true),
                        other,
                        fixture.adapter(),
                        fixture.report("NON_INFERIOR"),
                        Optional.empty(),
                        fixture.out(),
                        Optional.empty(),
                        Map.of(),
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void refusesWeightsThatTheTypeCannotHold() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        Path large = dir.resolve("large");
        LanguageModel model =
                LanguageModel.load(new ReferenceDevice(), fixture.base(), Trainable.EVERYTHING, Optional.empty());
        Parameter norm = Objects.requireNonNull(model.trainableParameters().get("model.norm.weight"));
        float[] values = norm.read();
        values[3] = 70000f;
        norm.write(values);
        model.saveFull(large, DType.F32);
        for (ExportType type : Set.of(ExportType.F32, ExportType.BF16)) {
            Export.run(
                    ExportConfig.of(ExportKind.MERGED, type, true),
                    large,
                    fixture.adapter(),
                    fixture.report("NON_INFERIOR"),
                    Optional.empty(),
                    fixture.out(),
                    Optional.empty(),
                    Map.of(),
                    Progress.SILENT);
        }
        assertThatThrownBy(() -> Export.run(
                        ExportConfig.of(ExportKind.MERGED, ExportType.F16, true),
                        large,
                        fixture.adapter(),
                        fixture.report("NON_INFERIOR"),
                        Optional.empty(),
                        fixture.out(),
                        Optional.empty(),
                        Map.of(),
                        Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll("Element 3", "model.norm.weight", "F16");
        // The older bundle stands as it was.
        assertThat(Verification.verify(fixture.out()).intact()).isTrue();
        assertThat(leftovers()).isEmpty();
    }

    private Set<String> leftovers() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".partial"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
