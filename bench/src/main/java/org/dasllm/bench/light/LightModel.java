package org.dasllm.bench.light;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;

/** A small tied Llama with an adapter on every linear layer, read from the fixtures of the training curves. */
final class LightModel {
    private final Parameter embedding;
    private final List<LightLayer> layers = new ArrayList<>();
    private final RmsNorm norm;
    private final Head head;

    /** The adapters' matrices. */
    final List<Parameter> trainable = new ArrayList<>();

    LightModel(Device device, Path curve) {
        JsonNode config = Json.read(curve.resolve("base/config.json"), JsonNode.class);
        JsonNode adapter = Json.read(curve.resolve("start/adapter_config.json"), JsonNode.class);
        if (!config.path("model_type").asText().equals("llama")
                || !config.path("tie_word_embeddings").asBoolean()) {
            throw DasllmException.input(
                    "First light trains a tied Llama, which " + curve + " is not", "Name the fixture curves/llama");
        }
        float scale = (float)
                (adapter.path("lora_alpha").asDouble() / adapter.path("r").asInt());
        float epsilon = (float) config.path("rms_norm_eps").asDouble();
        int headSize = config.path("head_dim").asInt();
        AttentionShape shape = new AttentionShape(
                config.path("num_attention_heads").asInt(),
                config.path("num_key_value_heads").asInt(),
                headSize,
                (float) (1 / Math.sqrt(headSize)));
        Rotary rotary = Rotary.of(
                headSize, config.path("rope_parameters").path("rope_theta").asDouble());
        try (SafetensorsFile base = SafetensorsFile.open(curve.resolve("base/model.safetensors"));
                SafetensorsFile start = SafetensorsFile.open(curve.resolve("start/adapter_model.safetensors"))) {
            Reader reader = new Reader(device, base, start, scale);
            embedding = parameter(device, base, "model.embed_tokens.weight", false);
            for (int i = 0; i < config.path("num_hidden_layers").asInt(); i++) {
                String layer = "model.layers." + i + ".";
                layers.add(new LightLayer(
                        shape,
                        rotary,
                        RmsNorm.of(parameter(device, base, layer + "input_layernorm.weight", false), epsilon),
                        List.of(
                                reader.linear(layer + "self_attn.q_proj"),
                                reader.linear(layer + "self_attn.k_proj"),
                                reader.linear(layer + "self_attn.v_proj")),
                        reader.linear(layer + "self_attn.o_proj"),
                        RmsNorm.of(parameter(device, base, layer + "post_attention_layernorm.weight", false), epsilon),
                        List.of(reader.linear(layer + "mlp.gate_proj"), reader.linear(layer + "mlp.up_proj")),
                        reader.linear(layer + "mlp.down_proj")));
            }
            norm = RmsNorm.of(parameter(device, base, "model.norm.weight", false), epsilon);
        }
        head = Head.of(Linear.of(embedding));
    }

    /** Reads frozen weights and their adapters. */
    private final class Reader {
        private final Device device;
        private final SafetensorsFile base;
        private final SafetensorsFile start;
        private final float scale;

        Reader(Device device, SafetensorsFile base, SafetensorsFile start, float scale) {
            this.device = device;
            this.base = base;
            this.start = start;
            this.scale = scale;
        }

        Linear linear(String module) {
            Parameter a = parameter(device, start, "base_model.model." + module + ".lora_A.weight", true);
            Parameter b = parameter(device, start, "base_model.model." + module + ".lora_B.weight", true);
            trainable.add(a);
            trainable.add(b);
            return new Linear(
                    parameter(device, base, module + ".weight", false), null, new Linear.Adapter(a, b, scale));
        }
    }

    private static Parameter parameter(Device device, SafetensorsFile file, String name, boolean trainable) {
        if (file.info(name).dtype() != DType.F32) {
            throw DasllmException.input(name + " is not of type F32", "Use the fixtures as they are");
        }
        long[] shape = file.info(name).shape();
        int rows = shape.length == 1 ? 1 : Math.toIntExact(shape[0]);
        int columns = Math.toIntExact(shape[shape.length - 1]);
        ByteBuffer data = file.data(name);
        return device.parameter(new HostMatrix(ElementType.FLOAT32, rows, columns, data), trainable);
    }

    /** The loss of packed sequences; in a training pass adds gradientScale times its gradients. */
    Loss step(Pass pass, int[] ids, int[] targets, Packing packing, double gradientScale) {
        Result x = pass.gather(embedding, ids, 1);
        List<LightLayer.Run> runs = new ArrayList<>();
        Tensor last = x.output();
        for (LightLayer layer : layers) {
            LightLayer.Run run = layer.forward(pass, last, packing);
            runs.add(run);
            last = run.output();
        }
        Result normed = pass.norm(last, norm);
        Loss loss = pass.loss(normed.output(), head, Targets.of(targets));
        if (pass.training()) {
            Tensor gradient = normed.backward(loss.backward(gradientScale));
            for (int i = runs.size() - 1; i >= 0; i--) {
                gradient = runs.get(i).back().go(gradient);
            }
        }
        return loss;
    }
}
