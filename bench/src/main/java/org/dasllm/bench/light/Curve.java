package org.dasllm.bench.light;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;

/**
 * The training curve that transformers and PEFT made, trained again.
 *
 * @param losses mean loss a target token, step by step
 * @param worstLoss the largest |loss / expected − 1| of all steps
 * @param worstGradientNorm the same of the gradients' norms before clipping
 * @param seconds of all steps
 */
record Curve(List<Double> losses, double worstLoss, double worstGradientNorm, double seconds) {
    /** What PyTorch adds to a norm before it divides by it. */
    private static final double CLIP_EPSILON = 1e-6;

    /**
     * Trains.
     *
     * @param folder the fixture curves/llama of the trainer's tests, beside its batches.json
     */
    static Curve train(Device device, Path folder) {
        JsonNode expected = Json.read(folder.resolve("curve.json"), JsonNode.class);
        JsonNode facts = Json.read(folder.resolve("facts.json"), JsonNode.class);
        JsonNode batches = Json.read(folder.resolveSibling("batches.json"), JsonNode.class);
        LightModel model = new LightModel(device, folder);
        AdamW adamW = device.adamW(
                model.trainable,
                new AdamW.Settings(
                        facts.path("beta1").asDouble(),
                        facts.path("beta2").asDouble(),
                        facts.path("epsilon").asDouble(),
                        facts.path("weight_decay").asDouble()));
        List<Double> losses = new ArrayList<>();
        double worstLoss = 0;
        double worstNorm = 0;
        long began = System.nanoTime();
        for (int step = 0; step < expected.path("losses").size(); step++) {
            int targets = expected.path("targets").path(step).asInt();
            double loss = 0;
            for (JsonNode microBatch : batches.path(step)) {
                loss += accumulate(device, model, microBatch, targets);
            }
            losses.add(loss / targets);
            double norm = adamW.gradientNorm();
            double clip = facts.path("max_norm").asDouble() / (norm + CLIP_EPSILON);
            adamW.step(expected.path("rates").path(step).asDouble(), Math.min(1, clip));
            worstLoss = Math.max(
                    worstLoss, relative(loss / targets, expected.path("losses").path(step)));
            worstNorm = Math.max(
                    worstNorm, relative(norm, expected.path("gradient_norms").path(step)));
        }
        return new Curve(losses, worstLoss, worstNorm, (System.nanoTime() - began) / 1e9);
    }

    private static double relative(double found, JsonNode expected) {
        return Math.abs(found / expected.asDouble() - 1);
    }

    /** Adds one micro-batch's gradients; returns the sum of its losses. */
    private static double accumulate(Device device, LightModel model, JsonNode samples, int targetsOfTheStep) {
        List<Integer> ids = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (JsonNode sample : samples) {
            int length = sample.path("ids").size();
            for (int i = 0; i < length; i++) {
                ids.add(sample.path("ids").path(i).asInt());
                targets.add(i + 1 < length ? sample.path("labels").path(i + 1).asInt() : Loss.IGNORED);
            }
            lengths.add(length);
        }
        try (Pass pass = device.trainingPass()) {
            return model.step(pass, ints(ids), ints(targets), new Packing(ints(lengths)), 1.0 / targetsOfTheStep)
                    .sum();
        }
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
