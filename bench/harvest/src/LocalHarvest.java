import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.run.Harvest;
import org.dasllm.harvest.run.HarvestSummary;

/**
 * One harvest of a local teacher, as a line of JSON. Arguments: port, concurrency, prompts, work folder, samples.
 */
public final class LocalHarvest {
    public static void main(String[] arguments) throws Exception {
        String keys = Json.line(Map.of(
                "base_url", "http://127.0.0.1:" + arguments[0] + "/v1",
                "model", "local",
                "max_tokens", 20,
                "concurrency", Integer.parseInt(arguments[1]),
                "timeout_seconds", 60));
        TeacherConfig teacher = ConfigBinder.bind(ConfigSource.json(keys, "the bench"), TeacherConfig.class);
        HarvestSummary summary = Harvest.run(
                new HarvestConfig(List.of(), teacher, null, 0),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                Path.of(arguments[4]),
                Progress.SILENT);
        String memory = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("VmHWM: 0 kB")
                .replaceAll("\\D", "");
        System.out.println(Json.line(Map.of(
                "samples", summary.samples(),
                "asked", summary.asked(),
                "reused", summary.reused(),
                "seconds", Math.round(summary.seconds() * 100) / 100.0,
                "processorSeconds",
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1000.0,
                "megabytes", Long.parseLong(memory) / 1024)));
    }
}
