package org.dasllm.harvest.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dasllm.format.config.Keys;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedFormat;
import org.dasllm.harvest.config.RecordedKeys;
import org.jspecify.annotations.Nullable;

/** Says what is in a file of recorded traffic and how it will be read, by its first rows. */
public final class Inspection {
    private static final int MOST_ROWS = 1000;
    private static final int MOST_LEFT_OUT = 3;
    private static final Map<RecordedFormat, String> FORMATS = Map.of(
            RecordedFormat.COLUMNS, "a column for the text, one for the label",
            RecordedFormat.MESSAGES, "OpenAI's and Anthropic's messages",
            RecordedFormat.GEMINI, "Gemini's contents",
            RecordedFormat.SHAREGPT, "conversations of from and value",
            RecordedFormat.ALPACA, "instruction, input and output");

    private final Path file;
    private final RecordedConfig config;
    private final ColumnFacts columns = new ColumnFacts();

    private Inspection(Path file, RecordedConfig given) {
        this.file = file;
        this.config = given;
    }

    /**
     * What was found.
     *
     * @param lines ten of them; the last but one is for a run file, the last a command
     * @param usable whether there is a row that makes a sample, and none that an import would be refused for
     */
    public record Found(List<String> lines, boolean usable) {
        public Found {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Looks at the beginning of a file.
     *
     * @param given keys that are known already; its one file is looked at
     * @throws DasllmException if the file cannot be read at all
     */
    public static Found of(RecordedConfig given) {
        return new Inspection(given.files().get(0).path(), given).found();
    }

    private Found found() {
        char delimiter = delimiter();
        RecordedConfig reading = with(config, config.textColumn(), config.labelColumn(), delimiter);
        Optional<DasllmException> broken = look(reading);
        reading = guessed(reading);
        RecordedImport.Beginning read = RecordedImport.beginning(reading, RecordedKeys.OPTIONS, MOST_ROWS);
        List<String> lines = new ArrayList<>();
        lines.add(file + ": " + shape(delimiter) + "; looked at " + (read.more() ? "the first " : "")
                + Counted.of(columns.rows(), "row"));
        lines.add("format: "
                + read.format()
                        .map(format -> Keys.of(format) + ", " + FORMATS.get(format))
                        .orElse("none"));
        lines.add("columns: " + (columns.rows() == 0 ? "none" : columns.describe()));
        lines.add("turns: " + roles(read.samples()) + "; tools: " + tools(read.samples()));
        lines.add("label: " + label(reading, read));
        lines.add("right answer: " + gold(read));
        lines.add("left out or to be known: "
                + (read.counts().isEmpty()
                        ? "nothing"
                        : read.counts().stream().limit(MOST_LEFT_OUT).collect(Collectors.joining("; "))
                                + (read.counts().size() > MOST_LEFT_OUT
                                        ? "; and " + Counted.of(read.counts().size() - MOST_LEFT_OUT, "more kind")
                                        : "")));
        Optional<DasllmException> problem = read.problem().or(() -> broken);
        lines.add("first problem: " + problem.map(Throwable::getMessage).orElse("none"));
        ReadyKeys ready = new ReadyKeys(file, reading, read.format().orElse(RecordedFormat.AUTO));
        lines.add(ready.runFile());
        lines.add(ready.command());
        return new Found(lines, problem.isEmpty() && !read.samples().isEmpty());
    }

    /** What the columns hold; a problem there is met again when the rows are read. */
    private Optional<DasllmException> look(RecordedConfig reading) {
        try {
            RowReader.first(file, reading, RecordedKeys.OPTIONS, MOST_ROWS, columns::add);
            return Optional.empty();
        } catch (DasllmException e) {
            if (columns.rows() == 0) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /** With columns for the text and the label, where the file has no format of its own and none are named. */
    private RecordedConfig guessed(RecordedConfig reading) {
        boolean columnsOnly = reading.format() == RecordedFormat.AUTO
                ? RecordedImport.beginning(reading, RecordedKeys.OPTIONS, 1)
                        .format()
                        .filter(RecordedFormat.COLUMNS::equals)
                        .isPresent()
                : reading.format() == RecordedFormat.COLUMNS;
        if (!columnsOnly) {
            return reading;
        }
        String text = columns.has(reading.textColumn())
                ? reading.textColumn()
                : columns.likelyText().orElse(reading.textColumn());
        String label = reading.labelColumn();
        if (label == null && !columns.has(RecordedConfig.USUAL_LABEL)) {
            label = columns.likelyLabel(text).orElse(null);
        }
        return with(reading, text, label, reading.delimiter().charAt(0));
    }

    private String shape(char delimiter) {
        try {
            if (RowReader.shape(file) == RowReader.Shape.PARQUET) {
                return "Parquet";
            }
            String word = Unpacked.packing(file).word();
            String shape = RowReader.shape(file) == RowReader.Shape.CSV
                    ? "CSV, " + (delimiter == '\t' ? "tabs" : "'" + delimiter + "'") + " between columns"
                    : TextRows.beginning(file).startsWith("[") ? "a JSON array" : "JSON Lines";
            return word.isEmpty() ? shape : shape + ", compressed with " + word;
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /** Of a CSV file the delimiter that its first line has most of, unless another than the usual is configured. */
    private char delimiter() {
        char usual = config.delimiter().charAt(0);
        if (usual != ',' || RowReader.shape(file) != RowReader.Shape.CSV) {
            return usual;
        }
        try (BufferedReader reader = TextRows.lines(file)) {
            String line = reader.readLine();
            return Delimiters.likeliest(line == null ? "" : line);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static String roles(List<Sample> samples) {
        Map<String, Integer> roles = new TreeMap<>();
        samples.forEach(sample -> {
            sample.prompt().forEach(message -> roles.merge(message.role(), 1, Integer::sum));
            roles.merge("answer", 1, Integer::sum);
        });
        return roles.isEmpty()
                ? "none"
                : roles.entrySet().stream()
                        .map(role -> role.getValue() + " " + role.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String tools(List<Sample> samples) {
        long with = samples.stream().filter(sample -> sample.tools() != null).count();
        long calling = samples.stream()
                .filter(sample -> sample.tools() != null
                        && String.valueOf(sample.completion()).startsWith("{\"tool_calls\":"))
                .count();
        return with == 0
                ? "none"
                : "in " + Counted.of(with, "sample") + ", of which " + Counted.of(calling, "answers", "answer")
                        + " with a call";
    }

    private static String label(RecordedConfig reading, RecordedImport.Beginning read) {
        int different =
                new HashSet<>(read.samples().stream().map(Sample::completion).toList()).size();
        String from = reading.labelColumn() != null
                ? "the column " + reading.labelColumn()
                : read.format().filter(RecordedFormat.COLUMNS::equals).isPresent()
                        ? "the column label, or a conversation's last answer"
                        : "the conversation's last answer";
        return from + "; " + Counted.of(read.samples().size(), "sample") + ", "
                + Counted.of(different, "different answer");
    }

    private static String gold(RecordedImport.Beginning read) {
        long right =
                read.samples().stream().filter(sample -> sample.gold() != null).count();
        if (right > 0) {
            return "in " + Counted.of(right, "sample");
        }
        boolean conversations =
                read.format().filter(format -> format != RecordedFormat.COLUMNS).isPresent();
        return "none; "
                + (conversations
                        ? RecordedKeys.OPTIONS.value("gold", "answer") + ", if the last answers are known to be right"
                        : RecordedKeys.OPTIONS.name("gold_column")
                                + " names a column of right answers, if there is one");
    }

    private RecordedConfig with(RecordedConfig other, String text, @Nullable String label, char delimiter) {
        return new RecordedConfig(
                List.of(new RecordedFile(file, null)),
                text,
                label,
                other.goldColumn(),
                other.groupColumn(),
                other.attributeColumns(),
                other.system(),
                String.valueOf(delimiter),
                other.format(),
                other.gold());
    }
}
