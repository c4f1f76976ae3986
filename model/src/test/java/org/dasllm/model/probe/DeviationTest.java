package org.dasllm.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained adapter of a small model, recorded, and what is loaded afterwards. */
class DeviationTest {
    private static final int VOCABULARY = 100;
    private static final List<int[]> PROMPTS =
            List.of(new int[] {1, 7, 3}, new int[] {99}, new int[] {4, 4, 4, 8, 2, 50, 61, 70});

    @TempDir
    Path dir;

    private Probes probes = new Probes("", "float32", "stored", "reference", "validation", List.of());

    private LanguageModel model(ReferenceDevice device, int vocabulary, String name) {
        Path base = dir.resolve(name);
        LanguageModel.random(device, ModelConfig.llama(vocabulary, 16, 24, 2, 4, 2, 32), 3)
                .saveFull(base, DType.F32);
        return LanguageModel.load(
                device,
                base,
                Trainable.adapters(new LoraSpec(2, 6, Set.of("q_proj", "v_proj", "down_proj"), 5)),
                Optional.empty());
    }

    @BeforeEach
    void record() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel trained = model(device, VOCABULARY, "base")) {
            Random random = new Random(11);
            for (Parameter parameter : trained.trainableParameters().values()) {
                float[] values = parameter.read();
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (0.5 * random.nextGaussian());
                }
                parameter.write(values);
            }
            trained.saveAdapter(dir.resolve("adapter"));
            Map<String, float[]> before = values(trained);
            List<Probe> recorded = new ArrayList<>();
            PROMPTS.forEach(
                    prompt -> recorded.add(ProbeRecorder.probe(trained, "sample " + recorded.size(), prompt, null)));
            assertThat(values(trained)).usingRecursiveComparison().isEqualTo(before);
            probes = new Probes("", "float32", "stored", "reference", "validation", recorded);
        }
    }

    private static Map<String, float[]> values(LanguageModel model) {
        Map<String, float[]> values = new TreeMap<>();
        model.trainableParameters().forEach((name, parameter) -> values.put(name, parameter.read()));
        return values;
    }

    private LanguageModel loaded(ReferenceDevice device, Optional<Path> adapter) {
        return LanguageModel.load(
                device, dir.resolve("base"), Trainable.adapters(new LoraSpec(2, 6, Set.of("q_proj"), 5)), adapter);
    }

    /** Of the adapter as it was saved, but for what {@code change} does to its tensors. */
    private Deviation ofAdapter(BiConsumer<String, float[]> change) {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = loaded(device, Optional.of(dir.resolve("adapter")))) {
            model.trainableParameters().forEach((name, parameter) -> {
                float[] values = parameter.read();
                change.accept(name, values);
                parameter.write(values);
            });
            return Deviation.of(probes, model);
        }
    }

    @Test
    void aProbeHoldsTheLogitsOfTheForwardPass() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = loaded(device, Optional.of(dir.resolve("adapter")));
                Pass pass = device.inferencePass()) {
            for (int p = 0; p < PROMPTS.size(); p++) {
                Probe probe = probes.probes().get(p);
                int[] prompt = PROMPTS.get(p);
                float[] all = model.logits(pass, prompt, new Packing(prompt.length));
                int last = (prompt.length - 1) * VOCABULARY;
                assertThat(probe.tokens()).hasSize(Probes.LOGITS).doesNotHaveDuplicates();
                assertThat(probe.logits()).isSortedAccordingTo(Collections.reverseOrder());
                double rest = 0;
                for (int token = 0; token < VOCABULARY; token++) {
                    int place = probe.tokens().indexOf(token);
                    float logit = all[last + token];
                    if (place < 0) {
                        rest += Math.exp(logit);
                        assertThat(logit).isLessThanOrEqualTo(Collections.min(probe.logits()) + 0.01f);
                    } else {
                        assertThat(probe.logits().get(place)).isCloseTo(logit, within(0.01f));
                    }
                }
                assertThat(probe.rest()).isCloseTo((float) Math.log(rest), within(0.01f));
            }
        }
    }

    @Test
    void theSameAdapterFits() {
        Deviation deviation = ofAdapter((name, values) -> {});
        assertThat(deviation.fits()).isTrue();
        assertThat(deviation.agreeing()).isEqualTo(PROMPTS.size());
        assertThat(deviation.largest()).isBetween(0.0, 0.005);
        deviation.require("The adapter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers.0.self_attn.q_proj.lora_A", "layers.1.mlp.down_proj.lora_B"})
    void aTensorOfZerosIsFound(String tensor) {
        AtomicInteger changed = new AtomicInteger();
        Deviation deviation = ofAdapter((name, values) -> {
            if (name.contains(tensor)) {
                Arrays.fill(values, 0);
                changed.incrementAndGet();
            }
        });
        assertThat(changed).hasValue(1);
        assertThat(deviation.fits()).isFalse();
    }

    @Test
    void aTensorInAnotherOrderIsFound() {
        Deviation deviation = ofAdapter((name, values) -> {
            if (name.contains("layers.1.self_attn.v_proj.lora_B")) {
                for (int i = 0; i < values.length / 2; i++) {
                    float value = values[i];
                    values[i] = values[values.length - 1 - i];
                    values[values.length - 1 - i] = value;
                }
            }
        });
        assertThat(deviation.fits()).isFalse();
    }

    @Test
    void theBaseAloneIsFound() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel base = loaded(device, Optional.empty())) {
            Deviation deviation = Deviation.of(probes, base);
            assertThat(deviation.fits()).isFalse();
            assertThatThrownBy(() -> deviation.require("The weights"))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageStartingWith("The weights do not answer as the trained model did: a logit differs by ")
                    .hasMessageContaining("the sample 'sample 0'");
        }
    }

    @Test
    void whatIsNoNumberIsFound() {
        Deviation deviation = ofAdapter((name, values) -> values[0] = Float.NaN);
        assertThat(deviation.fits()).isFalse();
        assertThat(deviation.largest()).isNaN();
    }

    @Test
    void aVocabularyOfFewerTokensHasNoRest() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel small = model(device, 40, "small")) {
            Probe probe = ProbeRecorder.probe(small, "s", new int[] {1, 2}, null);
            assertThat(probe.tokens()).hasSize(40);
            assertThat(probe.rest()).isNull();
            Probes few = new Probes("", "float32", "stored", "reference", "validation", List.of(probe));
            assertThat(Deviation.of(few, small).fits()).isTrue();
            assertThatThrownBy(() -> Deviation.of(probes, small))
                    .hasMessageContaining("Token 99 is outside the model's vocabulary of 40");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 31, 272, 100_000_000})
    void samplesAreChosenAtEqualDistances(int samples) {
        int[] chosen = ProbeRecorder.chosen(samples);
        assertThat(chosen).hasSize(Math.min(samples, 16)).isSorted().doesNotHaveDuplicates();
        for (int place : chosen) {
            assertThat(place).isBetween(0, samples - 1);
        }
    }

    @Test
    void isReadBackAsItWasWritten() {
        Path file = dir.resolve(Probes.FILE);
        probes.write(file);
        assertThat(Probes.read(file)).isEqualTo(probes);
    }
}
