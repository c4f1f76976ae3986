package org.dasllm.dataset.decision;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dasllm.dataset.decision.HumanDecision.Action;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;

/**
 * A CSV file of decisions, as {@code review.csv} is when it was filled in: {@code row} (the row's content hash), {@code decision}
 * (keep, drop, relabel), {@code label}, {@code who}, {@code when}, {@code note}. Other columns are for people; lines without a decision
 * say nothing.
 */
public final class DecisionFile {
    private static final Set<String> NEEDED = Set.of("row", "decision", "who", "when");

    private DecisionFile() {}

    /**
     * The decisions by their rows' content hashes.
     *
     * @throws DasllmException if the file is no such CSV, a decision is unknown or not signed, or two people contradict each other
     */
    public static Map<String, HumanDecision> read(Path file) {
        Map<String, HumanDecision> decisions = new HashMap<>();
        String text = TextFile.read(file);
        if (text.isBlank()) {
            return decisions;
        }
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder().ofNamedCsvRecord(new StringReader(text))) {
            for (NamedCsvRecord line : lines) {
                add(line, file + ":" + line.getStartingLineNumber(), decisions);
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw DasllmException.input(
                    file + " is not a CSV file (" + e.getMessage() + ")", "Save it as CSV with commas");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return decisions;
    }

    private static void add(NamedCsvRecord line, String place, Map<String, HumanDecision> decisions) {
        List<String> header = line.getHeader();
        for (String column : NEEDED) {
            if (!header.contains(column)) {
                throw DasllmException.input(
                        place + ": the column '" + column + "' is missing",
                        "Fill in review.csv and keep its first line");
            }
        }
        String written = line.getField("decision").strip().toLowerCase(Locale.ROOT);
        if (written.isEmpty()) {
            return;
        }
        String row = line.getField("row").strip();
        if (row.isEmpty()) {
            throw DasllmException.input(
                    place + ": a decision without a row, as of a copy of one that was kept",
                    "Decide about the row that was kept, by its content hash, or leave the decision out");
        }
        HumanDecision decision = new HumanDecision(
                action(written, place),
                field(line, "label"),
                required(line, "who", place),
                date(required(line, "when", place), place),
                field(line, "note"));
        if (decision.action() == Action.RELABEL && decision.label().isEmpty()) {
            throw DasllmException.input(
                    place + ": relabel has no label", "Write the right answer into the column label");
        }
        HumanDecision before = decisions.put(row, decision);
        if (before != null
                && !(before.action() == decision.action() && before.label().equals(decision.label()))) {
            throw DasllmException.input(
                    place + ": the row " + row + " was decided otherwise before, " + before.words(),
                    "Keep one decision for each row");
        }
    }

    private static Action action(String written, String place) {
        return switch (written) {
            case "keep" -> Action.KEEP;
            case "drop" -> Action.DROP;
            case "relabel" -> Action.RELABEL;
            default ->
                throw DasllmException.input(
                        place + ": the decision '" + written + "' is unknown", "Write keep, drop or relabel");
        };
    }

    private static String required(NamedCsvRecord line, String column, String place) {
        String value = field(line, column);
        if (value.isEmpty()) {
            throw DasllmException.input(
                    place + ": the decision has no '" + column + "'", "Say who decided, and when, as in 2026-11-29");
        }
        return value;
    }

    private static String date(String written, String place) {
        try {
            LocalDate.parse(written.length() > 10 ? written.substring(0, 10) : written);
            return written;
        } catch (DateTimeException e) {
            throw DasllmException.input(
                    place + ": '" + written + "' is no date", "Write it as in 2026-11-29 or 2026-11-29T14:05Z");
        }
    }

    private static String field(NamedCsvRecord line, String column) {
        return line.findField(column).orElse("").strip();
    }
}
