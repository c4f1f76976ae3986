package org.dasllm.trainer.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.tensor.Precision;
import org.dasllm.trainer.config.DistillationConfig;
import org.dasllm.trainer.config.TrainConfig;

/** What decides a run's numbers, by name: every value of its configuration, and the hashes of its inputs. */
public final class RunIdentity {
    private static final String SAMPLES = "the training samples";
    private static final String VALIDATION = "the validation samples";

    private RunIdentity() {}

    public static Map<String, String> of(
            TrainConfig config, Precision precision, Path baseModelDir, List<Path> train, Optional<Path> validation) {
        Map<String, String> identity = withoutSamples(config, precision, baseModelDir);
        identity.put(SAMPLES, Sha256.ofString(train.stream().map(Sha256::ofFile).collect(Collectors.joining(" "))));
        identity.put(VALIDATION, validation.map(Sha256::ofFile).orElse("none"));
        return identity;
    }

    /** What is known of a run before its samples are there; two such are compared without them. */
    public static Map<String, String> withoutSamples(TrainConfig config, Precision precision, Path baseModelDir) {
        Map<String, String> identity = new TreeMap<>();
        identity.put("precision", precision.name().toLowerCase(Locale.ROOT));
        flatten("", Json.mapper().valueToTree(config), identity);
        // How memory is spent changes no number: a run may go on with more or less of it.
        identity.remove("batch.recompute");
        DistillationConfig distillation = config.distillation();
        Path teacher = distillation == null ? null : distillation.teacher();
        if (teacher != null) {
            identity.put("the teacher", Sha256.ofTree(teacher));
        }
        identity.put("the base model", Sha256.ofTree(baseModelDir));
        return identity;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        node.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                flatten(prefix + field.getKey() + ".", field.getValue(), into);
            } else {
                into.put(prefix + field.getKey(), field.getValue().toString());
            }
        });
    }

    /** Refuses a checkpoint that another configuration or other inputs made, and names what differs. */
    static void check(Path checkpoint, Map<String, String> stored, Map<String, String> wanted) {
        TreeSet<String> names = new TreeSet<>(stored.keySet());
        names.addAll(wanted.keySet());
        if (!wanted.containsKey(SAMPLES)) {
            names.removeAll(Set.of(SAMPLES, VALIDATION));
        }
        String differences = names.stream()
                .filter(name -> !stored.getOrDefault(name, "").equals(wanted.getOrDefault(name, "")))
                .map(name -> difference(name, stored, wanted))
                .collect(Collectors.joining(", "));
        if (!differences.isEmpty()) {
            throw DasllmException.input(
                    "The checkpoint " + checkpoint + " belongs to another run: " + differences,
                    "Use the same configuration and inputs, or another output folder, or remove this one");
        }
    }

    private static String difference(String name, Map<String, String> stored, Map<String, String> wanted) {
        return name.startsWith("the ")
                ? name + " changed"
                : name + " was " + stored.getOrDefault(name, "absent") + " and is "
                        + wanted.getOrDefault(name, "absent");
    }
}
