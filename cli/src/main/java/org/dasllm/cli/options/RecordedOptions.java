package org.dasllm.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedFormat;
import org.dasllm.harvest.config.RecordedGold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys of {@code harvest.recorded} as options of a command. */
public final class RecordedOptions {
    public static final Set<String> NAMES = Set.of(
            "--format",
            "--text-column",
            "--label-column",
            "--gold-column",
            "--gold",
            "--group-column",
            "--attribute-column",
            "--system",
            "--delimiter");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "how rows are laid out: auto (the default, by the first row), columns, messages, gemini, sharegpt,"
                            + " alpaca")
    private RecordedFormat format = RecordedFormat.AUTO;

    @Option(
            names = "--text-column",
            paramLabel = "COLUMN",
            description = "the message, in the format columns; text by default")
    private String text = "text";

    @Option(
            names = "--label-column",
            paramLabel = "COLUMN",
            description = "the answer, where it is not the conversation's last or in the column label")
    private @Nullable String label;

    @Option(names = "--gold-column", paramLabel = "COLUMN", description = "the right answer, where there is one")
    private @Nullable String goldColumn;

    @Option(
            names = "--gold",
            paramLabel = "WHERE",
            description =
                    "answer, if the answer at a conversation's end is known to be right; none, the default, if not")
    private RecordedGold gold = RecordedGold.NONE;

    @Option(names = "--group-column", paramLabel = "COLUMN", description = "what a split must keep together")
    private @Nullable String group;

    @Option(
            names = "--attribute-column",
            paramLabel = "COLUMN",
            description = "copied to the samples, for the report's slices; may be given several times")
    private List<String> attributes = new ArrayList<>();

    @Option(names = "--system", paramLabel = "TEXT", description = "put before each text as the system's message")
    private @Nullable String system;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            description = "between the columns of a CSV file; a comma by default")
    private String delimiter = ",";

    public RecordedConfig of(List<Path> files) {
        return new RecordedConfig(
                files.stream().map(file -> new RecordedFile(file, null)).toList(),
                text,
                label,
                goldColumn,
                group,
                attributes,
                system,
                delimiter.equals("\\t") ? "\t" : delimiter,
                format,
                gold);
    }
}
