package org.dasllm.trainer.estimate;

import java.util.OptionalLong;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.plan.CountingDevice;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.objective.Objective;

/** Finds out what memory a run takes, before its models are loaded. */
public final class Planning {
    /** The JVM's compiled code, its compilers' scratch, and small things, measured: what the process takes beside all that is counted. */
    private static final long JVM = 120_000_000L;

    /** A checkpoint holds the moments of all parameters, and one parameter's values, in the heap. */
    private static final long CHECKPOINT_BYTES = 2 * Float.BYTES;

    private Planning() {}

    /** A device that counts as another one would need. */
    public static CountingDevice counting(Device device) {
        return new CountingDevice(device.memoryUse());
    }

    /**
     * The plan of a run.
     *
     * @param counting where student and teacher were put
     */
    public static MemoryPlan memory(
            TrainConfig config,
            TrainingData data,
            CountingDevice counting,
            LanguageModel student,
            Objective objective) {
        return memory(config, LargestBatch.of(config, data), counting, student, objective);
    }

    /**
     * The plan of a run whose largest micro-batch is known.
     *
     * @param counting where student and teacher were put
     */
    public static MemoryPlan memory(
            TrainConfig config,
            MicroBatch largest,
            CountingDevice counting,
            LanguageModel student,
            Objective objective) {
        MemoryUse use = counting.memoryUse();
        HostMemory host = HostMemory.here();
        boolean onHost = use.free().isEmpty();
        long now = host.resident().orElse(0);
        OptionalLong free = host.available();
        OptionalLong available = !onHost
                ? use.free()
                : free.isPresent() ? OptionalLong.of(free.getAsLong() + now) : OptionalLong.empty();
        long process = onHost ? now + HeapGrowth.bytes(CHECKPOINT_BYTES * learnt(student)) + JVM : 0;
        return new MemoryPlan.Search(counting, student, objective, largest, process + use.code(), available)
                .plan(config.batch().recompute());
    }

    private static long learnt(LanguageModel student) {
        return student.trainableParameters().values().stream()
                .mapToLong(parameter -> (long) parameter.rows() * parameter.columns())
                .sum();
    }
}
