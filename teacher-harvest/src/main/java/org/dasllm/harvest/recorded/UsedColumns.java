package org.dasllm.harvest.recorded;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.dasllm.harvest.config.RecordedConfig;

/** The columns that a configuration names, and others that could be mistaken for them. */
final class UsedColumns {
    private final Set<String> used = new LinkedHashSet<>();
    private Set<String> lastSeen = Set.of();

    UsedColumns(RecordedConfig config) {
        used.add(config.textColumn());
        used.add(config.labelColumn() == null ? RecordedConfig.USUAL_LABEL : config.labelColumn());
        if (config.goldColumn() != null) {
            used.add(config.goldColumn());
        }
        if (config.groupColumn() != null) {
            used.add(config.groupColumn());
        }
        used.addAll(config.attributeColumns());
    }

    /** Refuses a row with a used column beside another whose name looks the same: which of them is meant is a guess. */
    void refuseAlike(Row row) {
        Set<String> names = row.columns().keySet();
        if (names.equals(lastSeen)) {
            return;
        }
        for (String column : used) {
            for (String name : names) {
                if (names.contains(column)
                        && !name.equals(column)
                        && plain(name).equals(plain(column))) {
                    throw row.wrong(
                            "the columns '" + column + "' and '" + name + "' differ only in case or blanks",
                            "Rename or remove one of them");
                }
            }
        }
        lastSeen = names;
    }

    private static String plain(String name) {
        return name.replaceAll("[\\s\\p{Z}\\p{Cf}]+", "").toLowerCase(Locale.ROOT);
    }
}
