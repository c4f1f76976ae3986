package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.family.Distance;
import org.dasllm.model.family.FamilyFixture;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Gemma 3 of text and images: its text model is read out of the whole, by both names that its tensors have. */
class ModelFolderTest {
    private final FamilyFixture fixture = FamilyFixture.of("gemma3");

    @TempDir
    Path dir;

    @Test
    void theTextModelIsFoundUnderItsPublishedNames() {
        write(name -> "language_model." + name, "vision_tower.encoder.weight", "multi_modal_projector.weight");
        assertTextModel();
    }

    @Test
    void theTextModelIsFoundUnderTheNewerNames() {
        write(
                name -> name.replaceFirst("model\\.", "model.language_model."),
                "model.vision_tower.encoder.weight",
                "model.multi_modal_projector.weight");
        assertTextModel();
    }

    @Test
    void whatIsMissingOrUnknownIsNamedAsItIsStored() {
        write(
                name -> "language_model." + name.replace("5.self_attn.q_norm", "5.self_attn.other"),
                "vision_tower.weight");
        assertThatThrownBy(() -> ModelFolder.open(dir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("language_model.model.layers.5.self_attn.q_norm.weight is missing")
                .hasMessageContaining("language_model.model.layers.5.self_attn.other.weight is not a weight")
                .hasMessageNotContaining("vision_tower");
    }

    private void assertTextModel() {
        try (Device device = EveryDevice.reference();
                LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
                Pass pass = device.inferencePass()) {
            float[] logits = model.logits(pass, fixture.ids(), fixture.packing());
            assertThat(Distance.largest(logits, fixture.reference("logits"))).isLessThan(1e-4);
        }
    }

    private void write(UnaryOperator<String> renaming, String... others) {
        ObjectNode config = Json.mapper().createObjectNode();
        config.putArray("architectures").add("Gemma3ForConditionalGeneration");
        config.put("model_type", "gemma3");
        config.set("text_config", fixture.config("config-classic").without("architectures"));
        config.putObject("vision_config").put("hidden_size", 8);
        Json.write(dir.resolve("config.json"), config);
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(fixture.dir())) {
            for (String name : checkpoint.names()) {
                long[] shape = checkpoint.info(name).shape();
                entries.add(SafetensorsWriter.floats(renaming.apply(name), shape, checkpoint.floats(name), DType.F32));
            }
        }
        for (String other : others) {
            entries.add(SafetensorsWriter.floats(other, new long[] {2}, new float[2], DType.F32));
        }
        SafetensorsWriter.write(dir.resolve("model.safetensors"), Map.of(), entries);
    }
}
