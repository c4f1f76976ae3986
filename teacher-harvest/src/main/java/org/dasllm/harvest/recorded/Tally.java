package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts rows that were left out or changed, and remembers the first of each kind. */
final class Tally {
    private record Rows(int count, String first) {
        Rows and(Rows more) {
            return new Rows(count + more.count, first);
        }
    }

    private final Map<String, Rows> leftOut = new TreeMap<>();
    private final Map<String, Rows> notes = new TreeMap<>();

    /** @param reason why the row makes no sample */
    void leaveOut(String reason, Row row) {
        leftOut.merge(reason, new Rows(1, row.where()), Rows::and);
    }

    /** @param what is to be known of a row that makes a sample, such as "without a right answer" */
    void note(String what, Row row) {
        notes.merge(what, new Rows(1, row.where()), Rows::and);
    }

    Map<String, Integer> dropped() {
        Map<String, Integer> counts = new TreeMap<>();
        leftOut.forEach((reason, rows) -> counts.put(reason, rows.count()));
        return counts;
    }

    /** A line for each kind, with the first row of it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        leftOut.forEach((reason, rows) -> lines.add(line(rows, "left out: " + reason)));
        notes.forEach((what, rows) -> lines.add(line(rows, what)));
        return lines;
    }

    private static String line(Rows rows, String what) {
        return rows.count() + (rows.count() == 1 ? " row " : " rows ") + what + " (the first is " + rows.first() + ")";
    }
}
