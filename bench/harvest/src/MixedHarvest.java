import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.run.Harvest;

/** Harvests of several teachers, one after the other, into one journal. Arguments: teachers, prompts, work folder. */
public final class MixedHarvest {
    public static void main(String[] arguments) {
        Path work = Path.of(arguments[2]);
        for (JsonNode keys : Json.readTree(Path.of(arguments[0]))) {
            TeacherConfig teacher =
                    ConfigBinder.bind(ConfigSource.json(Json.line(keys), "the bench"), TeacherConfig.class);
            Harvest.run(
                    new HarvestConfig(List.of(), teacher, null, 0),
                    Path.of(arguments[1]),
                    work,
                    work.resolveSibling("samples-" + teacher.model() + ".jsonl"),
                    Progress.SILENT);
        }
    }
}
