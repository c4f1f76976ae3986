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
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of recorded traffic. A column that is absent or of a wrong type ends the import with its row; null and
 * empty values are counted, each by its own reason, and nothing is replaced or lost without a line that says so.
 */
public final class RecordedImport {
    private static final int GROUP_CHARACTERS = 16;

    private final RecordedConfig config;
    private final UsedColumns columns;
    private final List<Sample> samples = new ArrayList<>();
    private final Tally tally = new Tally();
    private boolean structured;

    private RecordedImport(RecordedConfig config) {
        this.config = config;
        this.columns = new UsedColumns(config);
    }

    /**
     * What was read.
     *
     * @param dropped rows that make no sample, by reason
     */
    public record Result(List<Sample> samples, Map<String, Integer> dropped) {}

    /** Reads all files; {@code progress} is told what was left out and where first. */
    public static Result read(RecordedConfig config, Progress progress) {
        RecordedImport recorded = new RecordedImport(config);
        Set<String> stems = new HashSet<>();
        for (RecordedFile file : config.files()) {
            String stem = stem(file.path());
            if (!stems.add(stem)) {
                stem = stem + "." + stems.size();
                stems.add(stem);
            }
            recorded.read(file, stem);
            progress.line(file.path() + ": " + recorded.samples.size() + " samples so far");
        }
        List<String> counts = recorded.tally.lines();
        counts.forEach(progress::line);
        if (recorded.samples.isEmpty()) {
            throw DasllmException.input(
                    "The recorded files hold no usable row"
                            + (counts.isEmpty() ? "" : ": " + String.join("; ", counts)),
                    "Check text_column and label_column");
        }
        return new Result(recorded.spelledAlike(), recorded.tally.dropped());
    }

    private void read(RecordedFile file, String stem) {
        String source = "recorded:" + file.path().getFileName();
        RowReader.read(file.path(), config, row -> {
            columns.refuseAlike(row);
            try {
                samples.add(sample(file, stem, source, row));
            } catch (RowLeftOut e) {
                tally.leaveOut(e.reason(), row);
            }
        });
    }

    private Sample sample(RecordedFile file, String stem, String source, Row row) throws RowLeftOut {
        String column = config.textColumn();
        Conversation conversation = Conversation.read(row, column, row.required("text_column", column), tally);
        List<Message> prompt = new ArrayList<>();
        if (config.system() != null) {
            prompt.add(Message.system(config.system()));
        }
        prompt.addAll(conversation.prompt());
        return new Sample(
                stem + "-" + row.number(),
                group(row, prompt),
                file.split(),
                prompt,
                label(row, conversation),
                gold(row),
                attributes(row),
                source);
    }

    private String label(Row row, Conversation conversation) throws RowLeftOut {
        @Nullable String column = config.labelColumn();
        if (column == null) {
            return unconfiguredLabel(row, conversation);
        }
        if (column.equals(config.textColumn())) {
            return turn(row, conversation);
        }
        Value value = row.required("label_column", column);
        if (conversation.answer() != null) {
            tally.note("whose assistant's turn at the end is not used, because label_column is set", row);
        }
        return taken(Answer.read(row, column, value, "the label"));
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
                        "Set harvest.recorded.label_column to " + usual + ", or to " + config.textColumn()
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
                    "Set harvest.recorded.label_column to one of them");
        }
        return taken(Answer.read(row, usual, row.required("label_column", usual), "the label"));
    }

    private String turn(Row row, Conversation conversation) throws RowLeftOut {
        if (conversation.plain()) {
            throw row.wrong(
                    "'" + config.textColumn() + "' is a text, not a conversation that ends in the label",
                    "Set harvest.recorded.label_column to another column");
        }
        if (conversation.answer() == null) {
            throw new RowLeftOut("the conversation does not end in an assistant's turn");
        }
        return taken(Answer.ofTurn(row, conversation.answer(), "the label"));
    }

    private @Nullable String gold(Row row) {
        String column = config.goldColumn();
        if (column == null) {
            return null;
        }
        try {
            return taken(Answer.read(row, column, row.required("gold_column", column), "the right answer"));
        } catch (RowLeftOut e) {
            tally.note("without a right answer: " + e.reason(), row);
            return null;
        }
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

    private String taken(Answer answer) {
        structured |= answer.structured();
        return answer.text();
    }

    /** Where some labels are objects, those that are the texts of objects are spelled in the same way. */
    private List<Sample> spelledAlike() {
        if (!structured) {
            return samples;
        }
        return samples.stream()
                .map(s -> new Sample(
                        s.id(),
                        s.group(),
                        s.split(),
                        s.prompt(),
                        s.completion() == null ? null : Answer.likeObjects(s.completion()),
                        s.gold() == null ? null : Answer.likeObjects(s.gold()),
                        s.attributes(),
                        s.source()))
                .toList();
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("\\.[^.]*$", "").toLowerCase(Locale.ROOT);
    }
}
