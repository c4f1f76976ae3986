package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.format.config.Keys;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedFormat;
import org.jspecify.annotations.Nullable;

/** Which layout a file has: the one that is configured, or that of its first row. A file that mixes two is refused. */
final class LayoutChoice {
    private final ColumnsLayout columns;
    private final List<Layout> all;
    private final boolean configured;
    private @Nullable Layout chosen;

    LayoutChoice(RecordedConfig config) {
        this.columns = new ColumnsLayout(config);
        this.all = List.of(columns, new MessagesLayout(), new GeminiLayout(), new ShareGptLayout(), new AlpacaLayout());
        this.configured = config.format() != RecordedFormat.AUTO;
        this.chosen = all.stream()
                .filter(layout -> layout.format() == config.format())
                .findFirst()
                .orElse(null);
    }

    /** The format that was chosen; empty before the first row. */
    Optional<RecordedFormat> format() {
        return Optional.ofNullable(chosen).map(Layout::format);
    }

    /** The layout of a row. */
    Layout of(Row row) {
        Layout before = chosen;
        if (before == null) {
            Layout first = recognised(row);
            chosen = first;
            return first;
        }
        if (!configured && !before.fits(row)) {
            List<Layout> others = fitting(row);
            if (!others.isEmpty()) {
                throw row.wrong(
                        "the file begins in the format " + name(before) + ", and this row looks like " + names(others),
                        "Put rows of one format into a file of their own");
            }
        }
        return before;
    }

    private Layout recognised(Row row) {
        List<Layout> fitting = columns.isConfigured(row) ? List.of(columns) : fitting(row);
        if (fitting.size() > 1) {
            throw row.wrong(
                    "it could be read as " + names(fitting) + "; it has "
                            + String.join(", ", new TreeSet<>(row.columns().keySet())),
                    row.keys().choose("format"));
        }
        return fitting.isEmpty() ? columns : fitting.get(0);
    }

    private List<Layout> fitting(Row row) {
        List<Layout> fitting = new ArrayList<>(all);
        fitting.removeIf(layout -> !layout.fits(row));
        return fitting;
    }

    private static String names(List<Layout> layouts) {
        Stream<String> names = layouts.stream().map(LayoutChoice::name);
        return names.collect(Collectors.joining(" or "));
    }

    private static String name(Layout layout) {
        return Keys.of(layout.format());
    }
}
