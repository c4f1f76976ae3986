package org.dasllm.trainer.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Parameter;

/**
 * The folders {@code checkpoints/step-N}: parameters.safetensors and moments.safetensors, both float32, and state.json.
 * A folder appears whole or not at all. Only the last one and the best one are kept.
 */
public final class Checkpoints {
    private static final String PREFIX = "step-";
    private static final String PARAMETERS = "parameters.safetensors";
    private static final String MOMENTS = "moments.safetensors";
    private static final String STATE = "state.json";

    private final Path dir;
    private final Map<String, Parameter> parameters;
    private final AdamW optimizer;

    /**
     * Checkpoints of one run.
     *
     * @param dir the folder of them all
     * @param parameters what learns, in the optimiser's order
     */
    public Checkpoints(Path dir, Map<String, Parameter> parameters, AdamW optimizer) {
        this.dir = dir;
        this.parameters = parameters;
        this.optimizer = optimizer;
    }

    /** Where the checkpoint of a step is. */
    public Path folder(int step) {
        return folder(dir, step);
    }

    /** The folder of the last checkpoint; empty before the first. */
    public Optional<Path> lastFolder() {
        return steps(dir).stream().max(Comparator.naturalOrder()).map(this::folder);
    }

    private static Path folder(Path dir, int step) {
        return dir.resolve(String.format(Locale.ROOT, "%s%06d", PREFIX, step));
    }

    /**
     * The last state in a folder of checkpoints; empty where there is none.
     *
     * @throws DasllmException if it belongs to a run of another configuration or of other inputs, or is of a version that
     *     this program does not read
     */
    public static Optional<TrainState> last(Path dir, Map<String, String> identity) {
        Optional<TrainState> last = steps(dir).stream()
                .max(Comparator.naturalOrder())
                .map(step -> TrainState.KIND.read(folder(dir, step).resolve(STATE), TrainState.class));
        last.ifPresent(state -> RunIdentity.check(folder(dir, state.step()), state.identity(), identity));
        return last;
    }

    /**
     * Writes a checkpoint and goes on from what was written, as a resumed run does. So a device that computes in more
     * digits than the file holds gives the same losses whether or not it was stopped here.
     */
    public void save(TrainState state) {
        Path target = folder(state.step());
        AtomicFile.writeDirectory(target, partial -> {
            List<SafetensorsWriter.Entry> values = new ArrayList<>();
            List<SafetensorsWriter.Entry> moments = new ArrayList<>();
            int index = 0;
            for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
                long[] shape = {entry.getValue().rows(), entry.getValue().columns()};
                values.add(SafetensorsWriter.floats(entry.getKey(), shape, entry.getValue()::read, DType.F32));
                int parameter = index++;
                moments.add(SafetensorsWriter.floats(
                        first(entry.getKey()), shape, () -> optimizer.readMoments(parameter)[0], DType.F32));
                moments.add(SafetensorsWriter.floats(
                        second(entry.getKey()), shape, () -> optimizer.readMoments(parameter)[1], DType.F32));
            }
            SafetensorsWriter.write(partial.resolve(PARAMETERS), Map.of(), values);
            SafetensorsWriter.write(partial.resolve(MOMENTS), Map.of(), moments);
            Json.write(partial.resolve(STATE), state);
        });
        restore(state.step());
        TrainState.Best best = state.best();
        prune(state.step(), best == null ? state.step() : best.step());
    }

    /** Puts parameters and moments back to what they were after {@code step} updates. */
    public void restore(int step) {
        restoreParameters(step);
        float[][][] moments = new float[parameters.size()][][];
        try (SafetensorsFile file = open(step, MOMENTS)) {
            int index = 0;
            for (String name : parameters.keySet()) {
                moments[index++] = new float[][] {file.floats(first(name)), file.floats(second(name))};
            }
        }
        optimizer.restore(step, moments);
        optimizer.clearGradients();
    }

    /** Puts the parameters alone back. */
    public void restoreParameters(int step) {
        try (SafetensorsFile file = open(step, PARAMETERS)) {
            if (!file.tensors().keySet().equals(parameters.keySet())) {
                throw DasllmException.input(
                        file.path() + " holds other tensors than this model learns",
                        "Remove the run's folder and train again");
            }
            parameters.forEach((name, parameter) -> parameter.write(file.floats(name)));
        }
    }

    private SafetensorsFile open(int step, String name) {
        return SafetensorsFile.open(folder(step).resolve(name));
    }

    private void prune(int last, int best) {
        for (int step : steps(dir)) {
            if (step != last && step != best) {
                try {
                    AtomicFile.deleteTree(folder(step));
                } catch (IOException e) {
                    throw FileFailure.writing(folder(step), 0, e);
                }
            }
        }
    }

    private static List<Integer> steps(Path dir) {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(dir)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.matches(PREFIX + "\\d{1,9}"))
                    .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
                    .toList();
        } catch (IOException e) {
            throw FileFailure.reading(dir, e);
        }
    }

    private static String first(String name) {
        return name + ".first_moment";
    }

    private static String second(String name) {
        return name + ".second_moment";
    }
}
