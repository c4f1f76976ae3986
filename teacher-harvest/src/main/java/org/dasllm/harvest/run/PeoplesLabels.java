package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.agreement.NominalAlpha;
import org.dasllm.harvest.label.AnswerCheck;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.review.ReviewedFile;
import org.dasllm.harvest.review.ReviewedLabel;
import org.jspecify.annotations.Nullable;

/**
 * What people said of prompts that answers disagree on. An answer of more than half of the people who labelled a prompt is its right one; where
 * there is none, they contradict each other, and the prompt is listed again with who said what.
 */
final class PeoplesLabels {
    private static final int ROW_DIGITS = 16;

    private final PromptMasking masking;
    private final LaterStages later;
    /** By row, what each person says. */
    private final Map<String, Map<String, Said>> rows = new LinkedHashMap<>();

    private final NominalAlpha alpha = new NominalAlpha();
    private int unknown;

    /**
     * One person's label.
     *
     * @param masked as it stands in the table
     * @param answer with the values of its prompt
     * @param canonical the same for answers that mean the same
     */
    private record Said(String masked, String answer, String canonical, String place) {}

    private PeoplesLabels(PromptMasking masking, LaterStages later) {
        this.masking = masking;
        this.later = later;
    }

    /**
     * Reads the files and holds every label against its prompt and the task.
     *
     * @throws DasllmException naming the file and the line, where a label is not allowed or a person contradicts himself
     */
    static PeoplesLabels read(List<Path> files, List<Sample> samples, PromptMasking masking, LaterStages later) {
        PeoplesLabels people = new PeoplesLabels(masking, later);
        if (files.isEmpty()) {
            return people;
        }
        Map<String, Sample> byRow = new HashMap<>();
        samples.forEach(sample -> byRow.put(people.row(sample), sample));
        for (Path file : files) {
            for (ReviewedLabel label : ReviewedFile.read(file)) {
                Sample sample = byRow.get(label.row());
                if (sample == null) {
                    people.unknown++;
                } else {
                    people.add(label, sample);
                }
            }
        }
        people.rows
                .values()
                .forEach(said -> people.alpha.add(
                        said.values().stream().map(Said::canonical).toList()));
        return people;
    }

    /** Names a prompt: by its id and by what the teachers see of it. */
    String row(Sample sample) {
        return Sha256.ofString(sample.id() + "\n" + Json.line(masking.masked(sample.prompt())))
                .substring(0, ROW_DIGITS);
    }

    private void add(ReviewedLabel label, Sample sample) {
        Label restored = masking.restored(sample.prompt(), new Label(label.answer(), null, Optional.empty()));
        if (restored.fault().isPresent()) {
            throw DasllmException.input(
                    label.place() + ": the label names a placeholder that its prompt does not have",
                    "Write the placeholders as the prompt has them");
        }
        Optional<AnswerCheck> check = later.check(restored.text());
        if (check.isPresent() && !check.get().allowed()) {
            throw DasllmException.input(
                    label.place() + ": the label '" + label.answer() + "' is not allowed: "
                            + check.get().fault().orElse(""),
                    "Write an answer as the task has it");
        }
        String canonical =
                check.map(AnswerCheck::canonical).orElse(restored.text().strip());
        Said said = new Said(label.answer(), restored.text(), canonical, label.place());
        Said before = rows.computeIfAbsent(label.row(), key -> new TreeMap<>()).putIfAbsent(label.annotator(), said);
        if (before != null && !before.canonical().equals(canonical)) {
            throw DasllmException.input(
                    label.place() + ": " + label.annotator() + " gave this prompt another label in " + before.place(),
                    "Keep one of the two");
        }
    }

    /** How many labels are about prompts that are not asked. */
    int unknown() {
        return unknown;
    }

    /** The sample with its right answer and the people who gave it; as it is where there is none. */
    Sample applied(Sample sample, String row) {
        return agreed(row)
                .map(said -> sample.withGold(said.answer())
                        .withEvidence(
                                (sample.evidence() == null ? LabelEvidence.ofPeople(List.of()) : sample.evidence())
                                        .withAnnotators(annotators(row, said))))
                .orElse(sample);
    }

    boolean decided(String row) {
        return agreed(row).isPresent();
    }

    /** Who said what, where people contradict each other; else empty. */
    String contradiction(String row) {
        Map<String, Said> said = rows.get(row);
        return said == null || decided(row)
                ? ""
                : said.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue().masked())
                        .collect(Collectors.joining("; "));
    }

    /** What more than half of the people say. */
    private Optional<Said> agreed(String row) {
        Map<String, Said> said = rows.getOrDefault(row, Map.of());
        return said.values().stream()
                .filter(each -> 2 * annotators(row, each).size() > said.size())
                .findFirst();
    }

    private List<String> annotators(String row, Said answer) {
        List<String> who = new ArrayList<>();
        rows.getOrDefault(row, Map.of()).forEach((annotator, said) -> {
            if (said.canonical().equals(answer.canonical())) {
                who.add(annotator);
            }
        });
        return who;
    }

    /** For the report; null where nobody said anything. */
    AgreementReport.@Nullable OfPeople report() {
        if (rows.isEmpty()) {
            return null;
        }
        TreeSet<String> annotators = new TreeSet<>();
        rows.values().forEach(said -> annotators.addAll(said.keySet()));
        long decided = rows.keySet().stream().filter(this::decided).count();
        NominalAlpha.Alpha rated = alpha.alpha();
        return new AgreementReport.OfPeople(
                List.copyOf(annotators), decided, rows.size() - decided, rated.units(), rated.alpha());
    }
}
