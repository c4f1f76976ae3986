package org.dasllm.harvest.review;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;

/**
 * Reads a filled-in {@code disagreements.csv}: with commas, semicolons or tabs, as spreadsheets write them. A line without a choice and a label
 * says nothing. Several people may be in one file, each in a line of its own, or each in a copy.
 */
public final class ReviewedFile {
    private static final List<String> NEEDED = List.of("row", "choice", "label", "annotator");

    private ReviewedFile() {}

    /**
     * What people said, in the order of the lines.
     *
     * @throws DasllmException if it is no such table, naming the file and, where there is one, the line
     */
    public static List<ReviewedLabel> read(Path file) {
        return read(file, true);
    }

    /** @param signed whether a label without an annotator is refused */
    static List<ReviewedLabel> read(Path file, boolean signed) {
        String text = TextFile.read(file);
        List<ReviewedLabel> labels = new ArrayList<>();
        if (text.isBlank()) {
            return labels;
        }
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder()
                .fieldSeparator(delimiter(text))
                .allowUnclosedQuote(false)
                .ofNamedCsvRecord(new StringReader(text))) {
            for (NamedCsvRecord line : lines) {
                of(line, file + ":" + line.getStartingLineNumber(), signed).ifPresent(labels::add);
            }
        } catch (CsvParseException | UncheckedIOException | IllegalArgumentException e) {
            throw DasllmException.input(
                    file + " is not a CSV file (" + e.getMessage() + ")",
                    "Save it as CSV in UTF-8, with commas, semicolons or tabs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return labels;
    }

    /** The one of the usual characters that the first line has most of. */
    private static char delimiter(String text) {
        String header = text.lines().findFirst().orElse("");
        char most = ',';
        for (char each : new char[] {';', '\t'}) {
            if (count(header, each) > count(header, most)) {
                most = each;
            }
        }
        return most;
    }

    private static long count(String text, char character) {
        return text.chars().filter(each -> each == character).count();
    }

    private static Optional<ReviewedLabel> of(NamedCsvRecord line, String place, boolean signed) {
        for (String column : NEEDED) {
            if (!line.getHeader().contains(column)) {
                throw DasllmException.input(
                        place + ": the column '" + column + "' is missing",
                        "Fill in disagreements.csv and keep its first line");
            }
        }
        if (line.getFieldCount() != line.getHeader().size()) {
            throw DasllmException.input(
                    place + ": there are " + line.getFieldCount() + " cells, and the first line names "
                            + line.getHeader().size() + " columns",
                    "Fill in the lines as they are; a cell with the delimiter or a line break in it stands in quotes");
        }
        String choice = field(line, "choice");
        String label = SafeCell.read(field(line, "label"));
        if (choice.isEmpty() && label.isEmpty()) {
            return Optional.empty();
        }
        if (!choice.isEmpty() && !label.isEmpty()) {
            throw DasllmException.input(
                    place + ": there are a choice, '" + choice + "', and a label, '" + label + "'",
                    "Keep the choice where one of the candidates is right, and the label where none is");
        }
        String row = field(line, "row");
        String annotator = field(line, "annotator");
        if (row.isEmpty()) {
            throw DasllmException.input(
                    place + ": the label has no row, so that nobody knows what it is about",
                    "Fill in the lines of disagreements.csv as they are");
        }
        if (signed && annotator.isEmpty()) {
            throw DasllmException.input(
                    place + ": the label has no annotator", "Write into the column annotator who says so");
        }
        return Optional.of(
                new ReviewedLabel(row, choice.isEmpty() ? label : candidate(line, choice, place), annotator, place));
    }

    private static String candidate(NamedCsvRecord line, String choice, String place) {
        int number = choice.matches("[1-9]") ? Integer.parseInt(choice) : 0;
        String candidate = number < 1 || number > DisagreementsFile.CANDIDATES
                ? ""
                : SafeCell.read(line.findField("candidate_" + number).orElse(""));
        if (candidate.isEmpty()) {
            throw DasllmException.input(
                    place + ": the choice '" + choice + "' is the number of no candidate",
                    "Write the number of the right one, such as 2 for candidate_2, or the right answer into label");
        }
        return candidate;
    }

    private static String field(NamedCsvRecord line, String column) {
        return line.findField(column).orElse("").strip();
    }
}
