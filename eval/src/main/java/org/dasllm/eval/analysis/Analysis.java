package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dasllm.eval.baseline.BagOfWords;
import org.dasllm.eval.baseline.Baseline;
import org.dasllm.eval.baseline.Majority;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.calibration.Stated;
import org.dasllm.eval.compat.CompatibilityReport;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.EarlierEvaluations;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.statistics.Holm;
import org.dasllm.eval.statistics.WilsonInterval;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/** From all answers to all numbers. */
public final class Analysis {
    /** The provenance entry that says how the right answers were made. */
    private static final String GOLD_ORIGIN = "gold.origin";

    private static final String NOT_STATED = "not stated";

    private final EvaluateConfig config;
    private final EvaluationPlan plan;
    private final String planHash;
    private final List<Sample> samples;
    private final GradingBasis basis;
    private final List<Answer> student;
    private final List<OptionalDouble> probabilities;
    private final List<Sample> training;
    private final List<Answer> trainingLabels;

    /**
     * @param config what the plan was made of
     * @param samples the test
     * @param student its answers, in the samples' order
     * @param probabilities that they are right, as the student says, in the same order; empty where it says nothing
     * @param training what the student learnt from; samples without a completion teach nothing
     */
    public Analysis(
            EvaluateConfig config,
            EvaluationPlan plan,
            String planHash,
            List<Sample> samples,
            GradingBasis basis,
            List<Answer> student,
            List<OptionalDouble> probabilities,
            List<Sample> training) {
        this.config = config;
        this.probabilities = probabilities;
        this.plan = plan;
        this.planHash = planHash;
        this.samples = samples;
        this.basis = basis;
        this.student = student;
        this.training = new ArrayList<>();
        this.trainingLabels = new ArrayList<>();
        for (Sample sample : training) {
            if (sample.completion() != null) {
                this.training.add(sample);
                this.trainingLabels.add(basis.task().read(sample.completion()));
            }
        }
    }

    /**
     * @param panel what a panel beside the test says; null where there is none
     * @param given how personal data are masked in what is shown, where the configuration wishes it
     */
    public EvaluationReport report(
            List<EarlierEvaluations.Earlier> earlier,
            Map<String, String> provenance,
            @Nullable PanelReport panel,
            Masks given,
            Prospects prospects) {
        Masks masks = config.report().mask() ? given : Masks.NONE;
        List<String> withoutBaseline = new ArrayList<>();
        List<Baseline> baselines = baselines(withoutBaseline);
        List<MetricReport> metrics = new ArrayList<>();
        for (Metric metric : basis.metrics()) {
            Questions asked = questions(metric);
            Map<String, List<Optional<String>>> labels = new LinkedHashMap<>();
            baselines.forEach(b -> labels.put(
                    b.name(), samples.stream().map(s -> b.label(metric, s)).toList()));
            metrics.add(new MetricAnalysis(plan, asked).report(metric.name(), labels));
        }
        adjust(metrics);
        Questions primary = questions(basis.metrics().get(0));
        DataReport data = data(withoutBaseline);
        OutputReport outputs = outputs(primary);
        Overlap overlap = Overlap.of(samples, training);
        TaskAnalysis task = TaskAnalysis.of(config, plan, samples, basis, student);
        List<SliceReport> slices = SliceAnalysis.of(plan, primary, task);
        List<GradedReport> graded = task.graded().reports(plan.primary(), config.gradedMetrics());
        List<EndpointReport> endpoints = task.endpoints();
        Optional<GradedReport> decides =
                graded.stream().filter(GradedReport::primary).findFirst();
        Judge judge = new Judge(plan, planHash, overlap, endpoints);
        Calibration calibration = calibration(primary);
        BiasReport bias = task.bias();
        ExtractionReport extraction = task.extraction();
        CompatibilityReport compatibility = Contract.of(samples, basis, student, masks);
        return new EvaluationReport(
                EvaluationFiles.REPORT.version(),
                decides.map(judge::verdict).orElseGet(() -> judge.verdict(metrics.get(0))),
                plan,
                planHash,
                data,
                ShownClasses.of(metrics, masks),
                slices,
                outputs,
                Examples.of(primary, student, masks),
                Limits.of(plan, data, metrics.get(0), slices, outputs, earlier),
                earlier,
                new TreeMap<>(provenance),
                graded,
                endpoints,
                extraction == null
                        ? null
                        : extraction.under(path -> masks.next().apply(path)),
                task.tools(),
                calibration,
                ShownBias.of(bias, masks),
                ShownBias.of(panel, masks),
                overlap,
                Failures.of(samples, basis, student, probabilities, masks),
                compatibility,
                NotMeasured.of(data, slices, calibration, compatibility, bias, panel),
                config.report().statements(),
                open(provenance),
                config.report().mask(),
                FailureAnalysis.of(primary, masks),
                prospects.learningCurve(),
                prospects.cost());
    }

    /** What nobody has said: of the report's own keys, and how the right answers were made. */
    private List<String> open(Map<String, String> provenance) {
        List<String> open = new ArrayList<>(config.report().open());
        String origin = provenance.getOrDefault(GOLD_ORIGIN, "");
        if (basis.withGold() > 0 && (origin.isBlank() || origin.equals(NOT_STATED))) {
            open.add("gold_origin");
        }
        return open;
    }

    /** Null where no answer that can be judged has a probability. */
    private @Nullable Calibration calibration(Questions primary) {
        List<Integer> stated = Arrays.stream(primary.judged())
                .filter(i -> probabilities.get(i).isPresent())
                .boxed()
                .toList();
        if (stated.isEmpty()) {
            return null;
        }
        Questions answers = primary.only(stated);
        Stated all = new Stated(
                stated.stream()
                        .mapToDouble(i -> probabilities.get(i).getAsDouble())
                        .toArray(),
                answers.right(answers.student()),
                plan.groupClustered() ? answers.groups() : null,
                primary.judged().length - stated.size());
        return Calibration.of(all, config.greatestError(), 1 - plan.alpha());
    }

    private List<Baseline> baselines(List<String> without) {
        List<Baseline> baselines = new ArrayList<>();
        if (training.isEmpty()) {
            without.add("No training sample has a label, so there are no baselines.");
            return baselines;
        }
        baselines.add(new Majority(basis.metrics(), trainingLabels));
        Optional<BagOfWords> bag = BagOfWords.train(training, trainingLabels);
        bag.ifPresent(baselines::add);
        if (bag.isEmpty()) {
            without.add("The labels are too many or too few to be classes, so there is no bag of words.");
        }
        return baselines;
    }

    private Questions questions(Metric metric) {
        return new Questions(
                samples,
                basis.gold().stream().map(g -> g.flatMap(metric::label)).toList(),
                basis.teacher().stream().map(metric::label).toList(),
                student.stream().map(metric::label).toList());
    }

    /** Holm's adjustment over the secondary metrics; the primary one was chosen beforehand and stands alone. */
    private static void adjust(List<MetricReport> metrics) {
        List<MetricReport.Paired> secondary = new ArrayList<>();
        for (MetricReport metric : metrics.subList(1, metrics.size())) {
            if (metric.paired() == null) {
                return;
            }
            secondary.add(metric.paired());
        }
        double[] adjusted = Holm.adjust(
                secondary.stream().mapToDouble(p -> p.mcNemar().exact()).toArray());
        for (int i = 0; i < secondary.size(); i++) {
            metrics.set(i + 1, metrics.get(i + 1).withPaired(secondary.get(i).withHolm(adjusted[i])));
        }
    }

    private DataReport data(List<String> withoutBaseline) {
        Map<String, Integer> groups = new HashMap<>();
        samples.forEach(s -> groups.merge(s.group(), 1, Integer::sum));
        Set<String> trainingPrompts = new HashSet<>();
        Set<String> trainingGroups = new HashSet<>();
        training.forEach(s -> {
            trainingPrompts.add(PromptText.of(s).strip());
            trainingGroups.add(s.group());
        });
        TreeSet<String> sources = new TreeSet<>();
        samples.forEach(s -> sources.add(s.source() == null ? "not stated" : s.source()));
        return new DataReport(
                samples.size(),
                basis.withGold(),
                groups.size(),
                groups.values().stream().mapToInt(Integer::intValue).max().orElse(0),
                basis.task().task().kind().name(),
                basis.task().task(),
                basis.task().declared(),
                training.size(),
                (int) samples.stream()
                        .filter(s -> trainingPrompts.contains(PromptText.of(s).strip()))
                        .count(),
                (int) groups.keySet().stream().filter(trainingGroups::contains).count(),
                List.copyOf(sources),
                goldByConstruction(),
                withoutBaseline);
    }

    private boolean goldByConstruction() {
        Metric exact = Metric.parse("exact");
        for (int i = 0; i < samples.size(); i++) {
            String source = samples.get(i).source();
            Optional<String> gold = basis.gold().get(i).flatMap(exact::label);
            boolean same =
                    gold.isPresent() && gold.equals(exact.label(basis.teacher().get(i)));
            if (!same || source == null || !source.startsWith("recorded:")) {
                return false;
            }
        }
        return true;
    }

    private OutputReport outputs(Questions primary) {
        Metric metric = basis.metrics().get(0);
        Set<String> known = new HashSet<>();
        primary.gold().forEach(label -> label.ifPresent(known::add));
        primary.teacher().forEach(label -> label.ifPresent(known::add));
        trainingLabels.forEach(answer -> metric.label(answer).ifPresent(known::add));
        int invalid = (int) student.stream().filter(a -> !a.valid()).count();
        return new OutputReport(
                samples.size(),
                invalid,
                WilsonInterval.of(invalid, samples.size(), plan.confidence()),
                (int) basis.teacher().stream().filter(a -> !a.valid()).count(),
                (int) primary.student().stream()
                        .filter(label -> label.isPresent() && !known.contains(label.get()))
                        .count());
    }
}
