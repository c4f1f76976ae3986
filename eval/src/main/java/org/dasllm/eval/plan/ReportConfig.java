package org.dasllm.eval.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.Default;
import org.jspecify.annotations.Nullable;

/**
 * What the report says that only people can say, and what it shows of the questions. None of it changes the plan or a figure: fill it in
 * and run {@code evaluate} again, which asks nothing twice. What is empty stays visibly open in the report, and the report cannot be signed.
 *
 * @param intendedUse what the system is for: the task, who works with its answers, and where
 * @param outOfScope uses it is not meant for, and misuse that can be foreseen
 * @param affectedPeople the persons and groups of persons on whom it is used
 * @param owner who answers for the system: a person or an office, and where they are reached
 * @param dataRights by what right the questions, the teacher's answers and any personal data in them are used
 * @param risks foreseeable unintended outcomes, and risks to health, safety, fundamental rights and against discrimination
 * @param humanOversight who checks answers, how they can overrule or stop the system, and what happens then
 * @param monitoring how its performance is watched in operation, and when it is evaluated again
 * @param mask whether personal data and secrets are replaced by placeholders in the questions and answers that are shown; by
 *     {@code curate.masking} or {@code harvest.masking} where the run has one, else by the usual detectors
 */
public record ReportConfig(
        @Nullable String intendedUse,
        @Nullable String outOfScope,
        @Nullable String affectedPeople,
        @Nullable String owner,
        @Nullable String dataRights,
        @Nullable String risks,
        @Nullable String humanOversight,
        @Nullable String monitoring,
        @Default("true") boolean mask) {

    /** Nothing filled in, personal data masked. */
    public static final ReportConfig EMPTY = new ReportConfig(null, null, null, null, null, null, null, null, true);

    /** By key, in the report's order; empty where nobody has said anything. */
    public Map<String, String> statements() {
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put("intended_use", said(intendedUse));
        statements.put("out_of_scope", said(outOfScope));
        statements.put("affected_people", said(affectedPeople));
        statements.put("owner", said(owner));
        statements.put("data_rights", said(dataRights));
        statements.put("risks", said(risks));
        statements.put("human_oversight", said(humanOversight));
        statements.put("monitoring", said(monitoring));
        return statements;
    }

    private static String said(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** The keys that nobody has filled. */
    public List<String> open() {
        List<String> open = new ArrayList<>();
        statements().forEach((key, text) -> {
            if (text.isEmpty()) {
                open.add(key);
            }
        });
        return open;
    }
}
