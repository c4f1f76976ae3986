package org.dasllm.harvest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.LabelsConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.label.AgreementCount;
import org.dasllm.harvest.label.Ballot;
import org.dasllm.harvest.label.LabelRules;
import org.dasllm.harvest.label.LabelVote;
import org.dasllm.harvest.review.DisagreementsFile;
import org.dasllm.harvest.review.DisputedPrompt;
import org.dasllm.harvest.teacher.ConfiguredTeacher;

/** The harvest of one teacher or of several, side by side: all are asked the same prompts, and their answers become the samples. */
final class TeachersHarvest {
    private static final String TIED = "as many answers say something else, and no person has decided";

    private final HarvestConfig config;
    private final LabelsConfig labels;
    private final Map<String, TeacherConfig> teachers;
    private final TeacherJournals journals;
    private final PromptMasking masking;
    private final LaterStages later;
    private final HarvestMode mode;
    private final Progress progress;
    private final SharedProgress shared;

    TeachersHarvest(
            HarvestConfig config, TeacherJournals journals, LaterStages later, HarvestMode mode, Progress progress) {
        this.config = config;
        this.labels = config.labelling();
        this.teachers = config.askedTeachers();
        this.journals = journals;
        this.masking = PromptMasking.of(config.masking());
        this.later = later;
        this.mode = mode;
        this.progress = progress;
        this.shared = new SharedProgress(progress);
    }

    HarvestSummary run(List<Path> prompts, Path samplesOut) {
        long start = System.nanoTime();
        LabelRules.require(labels, later.task());
        List<Sample> samples = PromptFiles.read(prompts, later);
        PeoplesLabels people = PeoplesLabels.read(labels.reviewed(), samples, masking, later);
        if (people.unknown() > 0) {
            progress.line(Counted.of(people.unknown(), "label", "labels") + " of harvest.labels.reviewed "
                    + (people.unknown() == 1 ? "is about a prompt that is" : "are about prompts that are")
                    + " not asked");
        }
        Map<String, TeacherHarvest> harvests = new LinkedHashMap<>();
        teachers.forEach((name, teacher) -> harvests.put(name, harvest(name, teacher)));
        try (TeachersAsking asking = new TeachersAsking(harvests, mode, shared)) {
            return write(harvests, asking.run(samples, samplesOut), samples, people, samplesOut, start);
        }
    }

    private TeacherHarvest harvest(String name, TeacherConfig teacher) {
        boolean several = teachers.size() > 1;
        return new TeacherHarvest(
                new AskedTeacher(
                        several ? name : teacher.model(),
                        teacher,
                        mode.asks()
                                ? ConfiguredTeacher.open(teacher, later.task())
                                : ConfiguredTeacher.reading(teacher, later.task()),
                        masking,
                        labels.repair(),
                        journals.of(name),
                        () -> journals.others(name),
                        later,
                        // What is merged goes into the first journal, where all of them look.
                        journals.isFirst(name)
                                ? mode
                                : new HarvestMode(mode.asks(), List.of(), mode.waits(), mode.submittedAgain()),
                        several ? shared.of(name) : progress),
                config.maxFailedShare());
    }

    private HarvestSummary write(
            Map<String, TeacherHarvest> harvests,
            Map<String, TeacherHarvest.Answered> answered,
            List<Sample> samples,
            PeoplesLabels people,
            Path samplesOut,
            long start) {
        Map<String, String> models = new LinkedHashMap<>();
        answered.forEach((name, each) -> models.put(name, each.teacher().model()));
        AgreementCount agreement = new AgreementCount(models);
        int answersEach = answered.values().stream()
                .mapToInt(each -> each.teacher().samplesPerPrompt())
                .sum();
        int[] tied = {0};
        int[] written = {0};
        try (DisagreementsFile disagreements = new DisagreementsFile(journals.folder())) {
            SampleFile.write(samplesOut, (Consumer<Sample> taker) -> {
                for (int i = 0; i < samples.size(); i++) {
                    Sample asked = samples.get(i);
                    List<Sample> answers = new ArrayList<>();
                    List<Ballot> ballots = new ArrayList<>();
                    collect(answered, i, answers, ballots);
                    String row = labels.reviewed().isEmpty() ? "" : people.row(asked);
                    if (answersEach > 1 && LabelRules.comparable(later.task())) {
                        LabelVote vote = LabelVote.of(ballots, answersEach);
                        agreement.add(ballots, vote);
                        dispute(asked, vote, people).ifPresent(disagreements::add);
                        if (labels.vote()) {
                            tied[0] += vote.tied() && !people.decided(row) ? 1 : 0;
                            answers = voted(vote, answers, asked, people.decided(row));
                        }
                    }
                    for (Sample answer : answers) {
                        taker.accept(later.toStudent(people.applied(answer, row)));
                        written[0]++;
                    }
                }
                answered.forEach((name, each) -> Objects.requireNonNull(harvests.get(name))
                        .refuseTooManyFailures(each.outcome(), each.answers()));
                if (written[0] == 0) {
                    throw DasllmException.input(
                            "No prompt has an answer that leads: of all " + tied[0] + " that have one, " + TIED,
                            "Ask an odd number of teachers, or raise samples_per_prompt, or label "
                                    + "disagreements by people");
                }
            });
            if (answersEach > 1 && LabelRules.comparable(later.task())) {
                tell(agreement.report(people.report()), disagreements);
            }
        }
        answered.forEach(
                (name, each) -> Objects.requireNonNull(harvests.get(name)).report(each.outcome()));
        return summary(answered, written[0], tied[0], start);
    }

    /** Takes all answers to one prompt: as samples with ids of their own, and as ballots. */
    private void collect(
            Map<String, TeacherHarvest.Answered> answered, int prompt, List<Sample> answers, List<Ballot> ballots) {
        String first = answered.keySet().iterator().next();
        answered.forEach((name, each) -> {
            int draws = each.teacher().samplesPerPrompt();
            for (int draw = 0; draw < draws; draw++) {
                Optional<Sample> labelled = each.outcome().sample(prompt * draws + draw);
                if (labelled.isEmpty()) {
                    continue;
                }
                Sample sample = name.equals(first) ? labelled.get() : named(labelled.get(), name, draw);
                answers.add(sample);
                later.check(String.valueOf(sample.completion()))
                        .ifPresent(check -> ballots.add(new Ballot(name, sample, check)));
            }
        });
    }

    /** The id of a further teacher's answer has its name behind that of the prompt. */
    private static Sample named(Sample sample, String teacher, int draw) {
        String id = sample.id();
        String suffix = draw == 0 ? "" : "#" + (draw + 1);
        return sample.withId(id.substring(0, id.length() - suffix.length()) + "@" + teacher + suffix);
    }

    /** The one sample of a vote. Where no answer can be used, the first of them stays, for curation to say why. */
    private static List<Sample> voted(LabelVote vote, List<Sample> answers, Sample asked, boolean decided) {
        if (vote.tied() && !decided) {
            return List.of();
        }
        return vote.winner().or(() -> answers.stream().findFirst()).stream()
                .map(sample -> sample.withId(asked.id()))
                .toList();
    }

    private Optional<DisputedPrompt> dispute(Sample asked, LabelVote vote, PeoplesLabels people) {
        if (!vote.disputed()) {
            return Optional.empty();
        }
        String row = people.row(asked);
        if (people.decided(row)) {
            return Optional.empty();
        }
        List<DisputedPrompt.Candidate> candidates = new ArrayList<>();
        for (List<Ballot> candidate : vote.candidates()) {
            Map<String, Integer> by = new TreeMap<>();
            candidate.forEach(ballot -> by.merge(ballot.teacher(), 1, Integer::sum));
            List<String> words = new ArrayList<>();
            by.forEach((teacher, count) -> words.add(count == 1 ? teacher : teacher + " " + count + " times"));
            candidates.add(new DisputedPrompt.Candidate(
                    masking.maskedAnswer(asked.prompt(), candidate.get(0).answer()), String.join(", ", words)));
        }
        return Optional.of(
                new DisputedPrompt(row, asked.id(), text(asked), vote.share(), people.contradiction(row), candidates));
    }

    private String text(Sample asked) {
        List<String> turns = new ArrayList<>();
        for (Message message : masking.masked(asked.prompt())) {
            if (!message.role().equals("system")) {
                turns.add(asked.prompt().size() > 2 ? message.role() + ": " + message.content() : message.content());
            }
        }
        return String.join("\n", turns);
    }

    private void tell(AgreementReport report, DisagreementsFile disagreements) {
        report.write(journals.folder().resolve(AgreementReport.FILE));
        for (AgreementReport.OfPair pair : report.pairs()) {
            if (pair.field().equals(AgreementReport.WHOLE) || pair.kappa() != null) {
                progress.line(pair.first() + " and " + pair.second() + " agree on " + percent(pair.agree()) + " of "
                        + Counted.of(pair.prompts(), "prompt")
                        + (pair.field().equals(AgreementReport.WHOLE) ? "" : " (" + pair.field() + ")")
                        + (pair.kappa() == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; Cohen's kappa %.3f, 95 %% interval %.3f to %.3f",
                                        pair.kappa(),
                                        pair.low(),
                                        pair.high())));
            }
        }
        for (AgreementReport.OfAll each : report.all()) {
            if (each.field().equals(AgreementReport.WHOLE) && each.alpha() != null) {
                progress.line(String.format(
                        Locale.ROOT,
                        "All answers to %s: Krippendorff's alpha %.3f",
                        Counted.of(each.prompts(), "prompt"),
                        each.alpha()));
            }
        }
        AgreementReport.OfPeople people = report.people();
        if (people != null) {
            progress.line(Counted.of(people.prompts(), "prompt has", "prompts have") + " a right answer by people ("
                    + String.join(", ", people.annotators()) + ")"
                    + (people.conflicts() > 0 ? ", on " + people.conflicts() + " they contradict each other" : "")
                    + (people.alpha() == null
                            ? ""
                            : String.format(Locale.ROOT, "; Krippendorff's alpha %.3f", people.alpha())));
            progress.line(
                    "They are those that answers disagree on: a verdict that rests on them alone is about hard prompts");
        }
        Path list = disagreements.commit();
        progress.line(Counted.of(disagreements.rows(), "prompt has", "prompts have")
                + " answers that differ, for people to decide, the least sure first: " + list);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static HarvestSummary summary(
            Map<String, TeacherHarvest.Answered> answered, int written, int tied, long start) {
        Map<String, Integer> dropped = new TreeMap<>();
        Map<String, Integer> served = new TreeMap<>();
        int asked = 0;
        int wanted = 0;
        int failed = 0;
        long promptTokens = 0;
        long completionTokens = 0;
        for (TeacherHarvest.Answered each : answered.values()) {
            Outcome outcome = each.outcome();
            outcome.dropped().forEach((reason, count) -> dropped.merge(reason, count, Integer::sum));
            outcome.served().forEach((model, count) -> served.merge(model, count, Integer::sum));
            asked += each.asked();
            wanted += each.answers();
            failed += outcome.failed();
            promptTokens += outcome.promptTokens();
            completionTokens += outcome.completionTokens();
        }
        if (tied > 0) {
            dropped.put(TIED, tied);
        }
        return new HarvestSummary(
                written,
                asked,
                Math.max(0, wanted - asked - failed),
                failed,
                dropped,
                served,
                promptTokens,
                completionTokens,
                (System.nanoTime() - start) / 1e9);
    }
}
