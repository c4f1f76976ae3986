package org.dasllm.harvest.config;

import java.util.HashSet;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Recorded traffic: CSV files with a header, or JSON files of objects. A column that a row does not have, or of a type that
 * makes no sense for it, ends the import; a row whose text, label or group is null or empty is left out and counted.
 *
 * <p>In CSV, blanks around values do not count, except within quotes and in the text's column.
 *
 * @param files what to read, in order
 * @param textColumn the message; in JSON it may also be a conversation, an array of {@code {role, content}} or
 *     {@code {from, value}}
 * @param labelColumn the answer that was given: a text, a number, true or false as spelled; an object or array as JSON with
 *     sorted keys; a message of the assistant, or a stored completion's {@code choices}, as its text. Where a conversation
 *     ends in a turn of the assistant, that turn is not used. The name of the text's column means that turn. Null: that turn
 *     where there is one, else the column {@code label}; a row that has both is refused
 * @param goldColumn the right answer, where there is one; may be the same as {@code labelColumn}
 * @param groupColumn what a split must keep together; without it, equal texts stay together
 * @param attributeColumns copied to the samples, for the report's slices; null and empty ones are not
 * @param system put before each text as the system's message; null for none
 * @param delimiter between the columns of a CSV file, one character
 */
public record RecordedConfig(
        List<RecordedFile> files,
        @Default("text") String textColumn,
        @Nullable String labelColumn,
        @Nullable String goldColumn,
        @Nullable String groupColumn,
        @Default("[]") List<String> attributeColumns,
        @Nullable String system,
        @Default(",") String delimiter) {

    /** Where a label is looked for when no column is named. */
    public static final String USUAL_LABEL = "label";

    public RecordedConfig {
        files = List.copyOf(files);
        attributeColumns = List.copyOf(attributeColumns);
        int different = new HashSet<>(files.stream().map(RecordedFile::path).toList()).size();
        new Faults()
                .unless(!files.isEmpty(), "files", "is empty, and at least one is needed")
                .unless(different == files.size(), "files", "names a file twice")
                .unless(delimiter.length() == 1, "delimiter", "is one character, not '" + delimiter + "'")
                .unless(!textColumn.isBlank(), "text_column", "is the name of a column, not empty")
                .unless(
                        labelColumn == null || !labelColumn.isBlank(),
                        "label_column",
                        "is the name of a column, not empty")
                .refuse();
    }
}
