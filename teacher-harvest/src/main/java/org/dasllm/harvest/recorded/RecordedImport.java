package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.dasllm.harvest.config.RecordedFormat;
import org.dasllm.harvest.config.RecordedGold;
import org.dasllm.harvest.config.RecordedKeys;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of recorded traffic, one row after the other: no file is held in memory. A column that is absent or of a wrong type
 * ends the import with its row; null and empty values are counted, each by its own reason, and nothing is replaced or lost without a
 * line that says so.
 */
public final class RecordedImport {
    private static final int GROUP_CHARACTERS = 16;

    private final RecordedConfig config;
    private final RecordedKeys keys;
    private final UsedColumns columns;
    private final Tally tally = new Tally();

    /** Whether texts that are JSON are spelled like the objects of other rows. */
    private final boolean alike;

    private boolean structured;
    private boolean textsOfJson;
    private int samples;

    private RecordedImport(RecordedConfig config, RecordedKeys keys, boolean alike) {
        this.config = config;
        this.keys = keys;
        this.alike = alike;
        this.columns = new UsedColumns(config);
    }

    /**
     * What was read.
     *
     * @param samples how many
     * @param dropped rows that make no sample, by reason
     */
    public record Result(int samples, Map<String, Integer> dropped) {}

    /**
     * Reads all files and writes their samples; the file is either whole or as it was.
     *
     * @param keys how messages name what is configured
     * @param finished turns a sample into the one that is written
     * @param progress hears what was left out and where first
     */
    public static Result write(
            RecordedConfig config, RecordedKeys keys, UnaryOperator<Sample> finished, Path out, Progress progress) {
        RecordedImport first = new RecordedImport(config, keys, false);
        SampleFile.write(out, sink -> first.read(sample -> sink.accept(finished.apply(sample)), progress));
        if (first.structured && first.textsOfJson) {
            // Some labels are objects and others the texts of objects: only now that is known, and all get the same
            // spelling.
            RecordedImport again = new RecordedImport(config, keys, true);
            SampleFile.write(out, sink -> again.read(sample -> sink.accept(finished.apply(sample)), Progress.SILENT));
        }
        return new Result(first.samples, first.tally.dropped());
    }

    /** Reads all files and keeps nothing: finds what {@link #write} would refuse. */
    public static void check(RecordedConfig config) {
        new RecordedImport(config, RecordedKeys.RUN_FILE, false).read(sample -> {}, Progress.SILENT);
    }

    private void read(Consumer<Sample> each, Progress progress) {
        Set<String> stems = new HashSet<>();
        for (RecordedFile file : config.files()) {
            String stem = stem(file.path());
            if (!stems.add(stem)) {
                stem = stem + "." + stems.size();
                stems.add(stem);
            }
            read(file, stem, new LayoutChoice(config), Long.MAX_VALUE, each);
            progress.line(file.path() + ": " + Counted.of(samples, "sample") + " so far");
        }
        List<String> counts = tally.lines();
        counts.forEach(progress::line);
        if (samples == 0) {
            throw DasllmException.input(
                    "The recorded files hold no usable row"
                            + (counts.isEmpty() ? "" : ": " + String.join("; ", counts)),
                    "Look what is in them with dasllm import --inspect FILE");
        }
    }

    /**
     * The first rows of the only file.
     *
     * @param format as which they were read; empty where there is none
     * @param more whether there are more rows
     * @param counts what was left out and what is to be known, a line for each kind
     * @param problem that ended the reading
     */
    record Beginning(
            List<Sample> samples,
            Optional<RecordedFormat> format,
            boolean more,
            List<String> counts,
            Optional<DasllmException> problem) {}

    /** Reads not more than {@code most} rows, and tells of the first problem instead of ending with it. */
    static Beginning beginning(RecordedConfig config, RecordedKeys keys, long most) {
        RecordedImport recorded = new RecordedImport(config, keys, false);
        List<Sample> samples = new ArrayList<>();
        LayoutChoice layouts = new LayoutChoice(config);
        boolean more = false;
        Optional<DasllmException> problem = Optional.empty();
        try {
            RecordedFile file = config.files().get(0);
            more = recorded.read(file, stem(file.path()), layouts, most, samples::add);
        } catch (DasllmException e) {
            problem = Optional.of(e);
        }
        return new Beginning(samples, layouts.format(), more, recorded.tally.lines(), problem);
    }

    private boolean read(RecordedFile file, String stem, LayoutChoice layouts, long most, Consumer<Sample> each) {
        String source = "recorded:" + file.path().getFileName();
        return RowReader.first(file.path(), config, keys, most, row -> {
            columns.refuseAlike(row);
            try {
                Sample sample = sample(file, stem, source, row, layouts.of(row).read(row, tally));
                samples++;
                each.accept(spelled(sample));
            } catch (RowLeftOut e) {
                tally.leaveOut(e.reason(), row);
            }
        });
    }

    private Sample sample(RecordedFile file, String stem, String source, Row row, Conversation conversation)
            throws RowLeftOut {
        List<Message> prompt = new ArrayList<>();
        if (config.system() != null) {
            prompt.add(Message.system(config.system()));
        }
        prompt.addAll(conversation.prompt());
        String label = label(row, conversation);
        return new Sample(
                stem + "-" + row.number(),
                group(row, prompt),
                file.split(),
                prompt,
                label,
                gold(row, conversation),
                attributes(row),
                source,
                conversation.tools(),
                null);
    }

    private String label(Row row, Conversation conversation) throws RowLeftOut {
        @Nullable String column = config.labelColumn();
        if (column == null) {
            return unconfiguredLabel(row, conversation);
        }
        if (column.equals(conversation.column())) {
            return turn(row, conversation);
        }
        Value value = row.required("label_column", column);
        if (conversation.answer() != null) {
            tally.note(
                    "whose assistant's turn at the end is not used, because " + keys.name("label_column") + " is set",
                    row);
        }
        return taken(Answer.read(row, column, value, "the label", tally), conversation);
    }

    /** The assistant's turn at the end or the usual column, whichever is there; never one of two. */
    private String unconfiguredLabel(Row row, Conversation conversation) throws RowLeftOut {
        String usual = RecordedConfig.USUAL_LABEL;
        Optional<Value> value = row.value(usual);
        if (conversation.answer() != null) {
            if (value.isPresent() && !value.get().isEmpty()) {
                throw row.wrong(
                        "the conversation ends in an assistant's turn, and there is '" + usual
                                + "' too: either could be the label",
                        keys.set("label_column", usual) + ", or " + keys.or("label_column", conversation.column())
                                + " for the assistant's turn");
            }
            return turn(row, conversation);
        }
        if (value.isEmpty() && !conversation.plain()) {
            throw new RowLeftOut(
                    "the conversation does not end in an assistant's turn, and there is no '" + usual + "'");
        }
        Optional<String> other = ColumnHint.answer(row).filter(column -> !column.equals(usual));
        if (value.isPresent() && !value.get().isEmpty() && other.isPresent()) {
            throw row.wrong(
                    "there is '" + other.get() + "', and '" + usual + "' too: either could be the label",
                    keys.choose("label_column"));
        }
        return taken(Answer.read(row, usual, row.required("label_column", usual), "the label", tally), conversation);
    }

    private String turn(Row row, Conversation conversation) throws RowLeftOut {
        if (conversation.plain()) {
            throw row.wrong(
                    "'" + conversation.column() + "' is a text, not a conversation that ends in the label",
                    keys.describe("label_column", "another column"));
        }
        if (conversation.answer() == null) {
            throw new RowLeftOut("the conversation does not end in an assistant's turn");
        }
        return taken(Answer.ofTurn(row, conversation.answer(), "the label", tally), conversation);
    }

    private @Nullable String gold(Row row, Conversation conversation) {
        String column = config.goldColumn();
        boolean last =
                config.gold() == RecordedGold.ANSWER || conversation.column().equals(column);
        if (column == null && !last) {
            return null;
        }
        try {
            return taken(
                    last
                            ? rightTurn(row, conversation)
                            : Answer.read(
                                    row,
                                    String.valueOf(column),
                                    row.required("gold_column", String.valueOf(column)),
                                    "the right answer",
                                    tally),
                    conversation);
        } catch (RowLeftOut e) {
            tally.note("without a right answer: " + e.reason(), row);
            return null;
        }
    }

    /** The conversation's last answer as the right one. */
    private Answer rightTurn(Row row, Conversation conversation) throws RowLeftOut {
        if (conversation.plain()) {
            throw row.wrong(
                    "'" + conversation.column() + "' is a text, not a conversation that ends in the right answer",
                    "Name the column of the right answer with " + keys.name("gold_column") + ", and leave "
                            + keys.name("gold") + " out");
        }
        if (conversation.answer() == null) {
            throw new RowLeftOut("the conversation does not end in an assistant's turn");
        }
        return Answer.ofTurn(row, conversation.answer(), "the right answer", tally);
    }

    private String group(Row row, List<Message> prompt) throws RowLeftOut {
        String column = config.groupColumn();
        if (column == null) {
            return Sha256.ofString(Json.line(prompt)).substring(0, GROUP_CHARACTERS);
        }
        Value value = row.required("group_column", column);
        if (value instanceof Value.Null) {
            throw new RowLeftOut("the group is null");
        }
        String group = plain(row, column, value);
        if (group.isBlank()) {
            throw new RowLeftOut("the group is empty");
        }
        return group;
    }

    private Map<String, String> attributes(Row row) {
        Map<String, String> attributes = new TreeMap<>();
        for (String column : config.attributeColumns()) {
            Value value = row.required("attribute_columns", column);
            String attribute = value instanceof Value.Null ? "" : plain(row, column, value);
            if (attribute.isBlank()) {
                tally.note("without '" + column + "': it is " + (value instanceof Value.Null ? "null" : "empty"), row);
            } else {
                attributes.put(column, attribute);
            }
        }
        return attributes;
    }

    private static String plain(Row row, String column, Value value) {
        if (value instanceof Value.Text text) {
            return text.text();
        }
        if (value instanceof Value.Literal literal) {
            return literal.spelling();
        }
        throw row.wrong("'" + column + "' is " + value.kind() + ", and must be a text, a number, true or false");
    }

    private String taken(Answer answer, Conversation conversation) throws RowLeftOut {
        if (answer.calls() && conversation.tools() == null) {
            throw new RowLeftOut(Conversation.WITHOUT_TOOLS);
        }
        structured |= answer.structured();
        textsOfJson |= !answer.structured() && Answer.looksLikeJson(answer.text());
        return answer.text();
    }

    /** Where some labels are objects, those that are the texts of objects are spelled in the same way; calls of tools stay. */
    private Sample spelled(Sample sample) {
        if (!alike || sample.tools() != null) {
            return sample;
        }
        return new Sample(
                sample.id(),
                sample.group(),
                sample.split(),
                sample.prompt(),
                sample.completion() == null ? null : Answer.likeObjects(sample.completion()),
                sample.gold() == null ? null : Answer.likeObjects(sample.gold()),
                sample.attributes(),
                sample.source());
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName())
                .replaceAll("(?i)\\.(gz|zst|zstd)$", "")
                .replaceAll("\\.[^.]*$", "")
                .toLowerCase(Locale.ROOT);
    }
}
