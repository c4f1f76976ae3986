package org.dasllm.eval.against;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;

/**
 * What a later report says otherwise than an earlier one.
 *
 * @param version of this layout
 * @param earlierSha256 of the earlier report's canonical JSON
 * @param laterSha256 of the later report's
 * @param before the earlier verdict
 * @param after the later verdict
 * @param sameQuestions whether both were made on the same test file
 * @param samePlan whether both were asked by the same rules, whatever the student and the questions
 * @param changes by area, in the report's order
 * @param same how many statements of each area are as they were
 */
public record ReportDifference(
        int version,
        String earlierSha256,
        String laterSha256,
        Verdict.Outcome before,
        Verdict.Outcome after,
        boolean sameQuestions,
        boolean samePlan,
        List<Change> changes,
        Map<Area, Integer> same) {
    private static final int VERSION = 1;

    /** Compares all that both reports say. */
    public static ReportDifference of(EvaluationReport earlier, EvaluationReport later) {
        Map<Area, Map<String, Fact>> before = ReportFacts.of(earlier);
        Map<Area, Map<String, Fact>> after = ReportFacts.of(later);
        List<Change> changes = new ArrayList<>();
        Map<Area, Integer> same = new EnumMap<>(Area.class);
        for (Area area : Area.values()) {
            Map<String, Fact> was = Objects.requireNonNull(before.get(area));
            Map<String, Fact> is = Objects.requireNonNull(after.get(area));
            Set<String> names = new LinkedHashSet<>(is.keySet());
            names.addAll(was.keySet());
            int unchanged = 0;
            for (String name : names) {
                Fact old = was.get(name);
                Fact fresh = is.get(name);
                if (Objects.equals(old, fresh)) {
                    unchanged++;
                } else {
                    changes.add(new Change(
                            area,
                            name,
                            old == null ? null : old.words(),
                            fresh == null ? null : fresh.words(),
                            old == null || fresh == null || old.share() == null || fresh.share() == null
                                    ? null
                                    : 100 * (fresh.share() - old.share())));
                }
            }
            same.put(area, unchanged);
        }
        return new ReportDifference(
                VERSION,
                Sha256.ofString(Json.pretty(earlier)),
                Sha256.ofString(Json.pretty(later)),
                earlier.verdict().outcome(),
                later.verdict().outcome(),
                earlier.plan().testSha256().equals(later.plan().testSha256()),
                changes.stream().noneMatch(change -> change.area() == Area.SETTINGS),
                changes,
                same);
    }

    /** Those of one area. */
    public List<Change> changes(Area area) {
        return changes.stream().filter(change -> change.area() == area).toList();
    }
}
