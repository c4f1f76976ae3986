package org.dasllm.harvest.config;

import java.util.HashSet;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Recorded traffic: JSON of objects, one a line or in an array, CSV files with a header, or Parquet; JSON and CSV also compressed with gzip
 * or zstd. A column that a row does not have, or of a type that makes no sense for it, ends the import; a row whose text, label or group
 * is null or empty is left out and counted.
 *
 * <p>In CSV, blanks around values do not count, except within quotes and in the text's column.
 *
 * @param files what to read, in order
 * @param textColumn the message, in the format {@code columns}; it may also be a conversation, an array of {@code {role, content}} or
 *     {@code {from, value}}, whose tools stand in the column {@code tools}
 * @param labelColumn the answer that was given: a text, a number, true or false as spelled; an object or array as JSON with
 *     sorted keys; a message of the assistant, or a stored completion's {@code choices}, as its text. Where a conversation
 *     ends in a turn of the assistant, that turn is not used. The name of the conversation's column means that turn. Null: that turn
 *     where there is one, else the column {@code label}; a row that has both is refused
 * @param goldColumn the right answer, where there is one; may be the same as {@code label_column}. The name of the conversation's
 *     column means the answer at its end
 * @param groupColumn what a split must keep together; without it, equal texts stay together. {@code metadata.user} is the key
 *     {@code user} of the object in the column {@code metadata}, here and for the other columns
 * @param attributeColumns copied to the samples, for the report's slices; null and empty ones are not
 * @param system put before each text as the system's message; null for none
 * @param delimiter between the columns of a CSV file, one character
 * @param format {@code auto}, by the first row; {@code columns}; {@code messages}, OpenAI's and Anthropic's (fine-tuning files, requests with
 *     their responses, stored completions, pairs of preferences); {@code gemini}; {@code sharegpt}; {@code alpaca}. What is found, and how
 *     it will be read, says {@code dasllm import --inspect FILE}
 * @param gold {@code answer} where the answer at a conversation's end, which is the label, is known to be right, as in a file that people
 *     wrote or corrected; {@code none} where only {@code gold_column} says what is right. With {@code answer} the teacher is right by definition
 */
public record RecordedConfig(
        List<RecordedFile> files,
        @Default("text") String textColumn,
        @Nullable String labelColumn,
        @Nullable String goldColumn,
        @Nullable String groupColumn,
        @Default("[]") List<String> attributeColumns,
        @Nullable String system,
        @Default(",") String delimiter,
        @Default("auto") RecordedFormat format,
        @Default("none") RecordedGold gold) {

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
                .unless(
                        gold == RecordedGold.NONE || goldColumn == null,
                        "gold",
                        "says where the right answer is, and gold_column too: keep one of them")
                .refuse();
    }

    /** In the format that is recognised, without a right answer beside {@code goldColumn}. */
    public RecordedConfig(
            List<RecordedFile> files,
            String textColumn,
            @Nullable String labelColumn,
            @Nullable String goldColumn,
            @Nullable String groupColumn,
            List<String> attributeColumns,
            @Nullable String system,
            String delimiter) {
        this(
                files,
                textColumn,
                labelColumn,
                goldColumn,
                groupColumn,
                attributeColumns,
                system,
                delimiter,
                RecordedFormat.AUTO,
                RecordedGold.NONE);
    }
}
