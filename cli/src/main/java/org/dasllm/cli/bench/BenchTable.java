package org.dasllm.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for people. */
public final class BenchTable {
    private static final List<String> TITLES = List.of("", "measured", "", "spread", "limit", "share of it");

    private BenchTable() {}

    /** Line by line. */
    public static List<String> lines(BenchReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        for (MachineLimit limit : report.limits()) {
            rows.add(List.of(
                    limit.what(), number(limit.measured().median()), limit.unit(), spread(limit.measured()), "", ""));
        }
        for (Figure figure : report.figures()) {
            rows.add(List.of(
                    figure.what(),
                    number(figure.measured().median()),
                    figure.unit(),
                    spread(figure.measured()),
                    number(figure.limit().median()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * figure.ratio().median())));
        }
        List<String> lines = new ArrayList<>();
        lines.add(report.model() + ", " + report.precision() + ", " + report.repeats()
                + (report.repeats() == 1 ? " sample" : " samples") + " a figure; " + report.device() + "; "
                + report.processor());
        rows.forEach(row -> lines.add(line(row, widths(rows))));
        lines.add("Medians, with the least and the most. The limits:");
        Map<String, List<String>> byLimit = new LinkedHashMap<>();
        report.figures()
                .forEach(figure -> byLimit.computeIfAbsent(figure.limitIs(), key -> new ArrayList<>())
                        .add(figure.name()));
        byLimit.forEach((limit, names) -> lines.add("  " + String.join(", ", names) + ": " + limit));
        return lines;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            boolean words = column == 0 || column == 2 || column == 3;
            String format = (words ? "%-" : "%") + Math.max(1, widths[column]) + "s  ";
            line.append(String.format(Locale.ROOT, format, row.get(column)));
        }
        return line.toString().stripTrailing();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String spread(Spread spread) {
        return spread.samples().size() == 1 ? "" : number(spread.least()) + " to " + number(spread.most());
    }

    /** Three digits at least. */
    private static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
