import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.CurateConfig;
import org.dasllm.dataset.curate.CurationSummary;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.task.Task;

/** One curation in this process, and what it cost: {@code CurationCost CONFIG_JSON TASK_JSON OUT WORK INPUT...}. */
public final class CurationCost {
    private CurationCost() {}

    public static void main(String... arguments) {
        CurateConfig config = ConfigBinder.bind(ConfigSource.json(arguments[0], "the benchmark's"), CurateConfig.class);
        Optional<Task> task = Optional.of(
                ConfigBinder.bind(ConfigSource.json(arguments[1], "the benchmark's task"), Task.class).longForm());
        List<Path> inputs = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            inputs.add(Path.of(arguments[i]));
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = System.nanoTime();
        CurationSummary summary = EmbeddedCuration.run(
                config, task, inputs, Path.of(arguments[2]), Path.of(arguments[3]), Progress.SILENT);
        System.out.printf(
                "{\"lines\": %d, \"wall_s\": %.1f, \"cpu_s\": %.1f, \"summary\": \"%s\"}%n",
                summary.card().lines(),
                (System.nanoTime() - began) / 1e9,
                system.getProcessCpuTime() / 1e9,
                summary.line());
    }
}
