package org.dasllm.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.FixedWeights;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.CheckpointWeights;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each difference of a family, switched off: the error must grow a hundredfold, and by what it grows in transformers. */
class DifferencesTest {

    static Stream<Arguments> differences() {
        return FamilyFixture.FLOAT32.stream()
                .flatMap(family -> Difference.of(family).stream().map(each -> Arguments.of(family, each)));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void withoutADifferenceTheErrorGrowsAHundredfold(String family, Difference difference) {
        FamilyFixture fixture = FamilyFixture.of(family);
        float[] expected = fixture.reference("logits");
        ObjectNode config = config(fixture);
        double error;
        double errorWithout;
        try (Device device = EveryDevice.reference();
                Checkpoint checkpoint = Checkpoint.open(fixture.dir())) {
            WeightSource weights = new CheckpointWeights(checkpoint);
            Decoder.Spec decoder = Family.of(ModelConfig.of(config)).decoder(ModelConfig.of(config));
            error = Distance.largest(logits(device, decoder, weights, fixture), expected);
            difference.config().accept(config);
            Decoder.Spec changed =
                    difference.decoder().apply(Family.of(ModelConfig.of(config)).decoder(ModelConfig.of(config)));
            errorWithout = Distance.largest(
                    logits(device, changed, difference.weights().apply(weights), fixture), expected);
        }
        assertThat(errorWithout).isGreaterThan(100 * error);
        double moved = fixture.facts()
                .path("switched_off_moves_logits_by")
                .get(difference.name())
                .asDouble();
        assertThat(errorWithout).isCloseTo(moved, Percentage.withPercentage(0.1));
    }

    /** The older spelling, whose keys stand side by side, with the kinds of the layers that only the newer one lists. */
    private static ObjectNode config(FamilyFixture fixture) {
        ObjectNode config = fixture.config("config-classic");
        ObjectNode newer = fixture.config("config");
        if (newer.has("layer_types")) {
            config.set("layer_types", newer.get("layer_types"));
        }
        return config;
    }

    private static float[] logits(Device device, Decoder.Spec spec, WeightSource source, FamilyFixture fixture) {
        Decoder decoder = new Decoder(spec, new FixedWeights(device, source, Precision.FLOAT32));
        try (Pass pass = device.inferencePass()) {
            return pass.download(decoder.logits(pass, fixture.ids(), fixture.packing()));
        }
    }

    @Test
    void everyDifferenceThatTransformersMeasuredIsTriedButThoseOfOtherOperations() {
        // What another activation, another order of operations or another grouping of heads would give.
        List<String> untried = List.of(
                "key/value groups interleaved",
                "exact gelu in place of its tanh form",
                "no norm before the feed-forward",
                "norm on q and k after rope",
                "rope scaling on local layers too");
        for (String family : FamilyFixture.FLOAT32) {
            Stream<String> tried = Difference.of(family).stream().map(Difference::name);
            List<String> known = Stream.concat(tried, untried.stream()).toList();
            FamilyFixture.of(family)
                    .facts()
                    .get("switched_off_moves_logits_by")
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(known).as(family).contains(name));
        }
    }
}
