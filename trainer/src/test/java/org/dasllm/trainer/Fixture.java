package org.dasllm.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.SafetensorsFile;

/** What transformers, PEFT, TRL and PyTorch gave; see {@code reference/README.md} in the test resources. */
public final class Fixture {
    private Fixture() {}

    public static Path path(String name) {
        URL url = Objects.requireNonNull(Fixture.class.getResource("/reference/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(String name) {
        return Json.read(path(name), JsonNode.class);
    }

    public static SafetensorsFile tensors(String name) {
        return SafetensorsFile.open(path(name));
    }

    public static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    public static double[] doubles(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).asDouble())
                .toArray();
    }

    /** ‖a − b‖ / ‖b‖. */
    public static double relativeL2(float[] a, float[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < b.length; i++) {
            difference += Math.pow((double) a[i] - b[i], 2);
            norm += Math.pow(b[i], 2);
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }

    /** max |a − b|. */
    public static double greatestDifference(float[] a, float[] b) {
        double greatest = 0;
        for (int i = 0; i < b.length; i++) {
            greatest = Math.max(greatest, Math.abs((double) a[i] - b[i]));
        }
        return greatest;
    }
}
