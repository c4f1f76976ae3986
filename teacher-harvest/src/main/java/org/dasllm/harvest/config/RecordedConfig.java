package org.dasllm.harvest.config;

import java.util.HashSet;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Recorded traffic: CSV files with a header line, or JSON Lines files of objects.
 *
 * @param files what to read, in order
 * @param textColumn the message; in JSON Lines it may also be a conversation, an array of {@code {role, content}}
 * @param labelColumn the answer that was given. A conversation that ends with the assistant's turn needs none
 * @param goldColumn the right answer, where there is one; may be the same as {@code labelColumn}
 * @param groupColumn what a split must keep together; without it, equal texts stay together
 * @param attributeColumns copied to the samples, for the report's slices
 * @param system put before each text as the system's message; null for none
 * @param delimiter between the columns of a CSV file, one character
 */
public record RecordedConfig(
        List<RecordedFile> files,
        @Default("text") String textColumn,
        @Default("label") String labelColumn,
        @Nullable String goldColumn,
        @Nullable String groupColumn,
        @Default("[]") List<String> attributeColumns,
        @Nullable String system,
        @Default(",") String delimiter) {

    public RecordedConfig {
        files = List.copyOf(files);
        attributeColumns = List.copyOf(attributeColumns);
        int different = new HashSet<>(files.stream().map(RecordedFile::path).toList()).size();
        new Faults()
                .unless(!files.isEmpty(), "files", "is empty, and at least one is needed")
                .unless(different == files.size(), "files", "names a file twice")
                .unless(delimiter.length() == 1, "delimiter", "is one character, not '" + delimiter + "'")
                .unless(!textColumn.isBlank(), "text_column", "is the name of a column, not empty")
                .unless(!labelColumn.isBlank(), "label_column", "is the name of a column, not empty")
                .refuse();
    }
}
