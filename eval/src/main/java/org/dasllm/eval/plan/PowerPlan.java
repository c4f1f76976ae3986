package org.dasllm.eval.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.eval.statistics.Power;
import org.dasllm.eval.statistics.SampleSize;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;

/** Counts what there is, and says what it will be able to show. */
public final class PowerPlan {
    private final EvaluateConfig evaluate;
    private final PowerConfig config;
    private final Power power;

    /** At the error rate of each claim. */
    private final Power claims;

    private PowerPlan(EvaluateConfig evaluate, PowerConfig config) {
        this.evaluate = evaluate;
        this.config = config;
        this.power = new Power(evaluate.alpha(), config.discordant());
        int atOnce = evaluate.procedure() == Procedure.HOLM
                ? 1 + evaluate.endpoints().size()
                : 1;
        this.claims = new Power(evaluate.alpha() / atOnce, config.discordant());
    }

    /**
     * Slices are the plan's, and the attributes that name groups of people.
     *
     * @throws DasllmException if no number of questions could show what is expected
     */
    public static PowerReport of(EvaluateConfig evaluate, PowerConfig config, List<Sample> test) {
        PowerPlan plan = new PowerPlan(evaluate, config);
        PowerReport.Part whole = plan.claim(test, evaluate.margin());
        List<PowerReport.Claim> endpoints = evaluate.endpoints().stream()
                .map(each -> new PowerReport.Claim(each.metric(), each.margin(), plan.claim(test, each.margin())))
                .toList();
        List<PowerReport.Part> slices = plan.slices(test);
        long most = slices.stream().mapToLong(PowerReport.Part::toBuy).sum();
        Map<String, Long> byAttribute = new HashMap<>();
        slices.forEach(slice -> byAttribute.merge(slice.attribute(), slice.toBuy(), Long::sum));
        long widest =
                byAttribute.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<String> remarks = new ArrayList<>();
        remarks.add("A label counts for every attribute of its question: between " + widest + " and " + most
                + " more are needed for the slices, fewer where one question fills several of them.");
        remarks.add("The figures rest on the assumed share of " + config.discordant()
                + " questions where only one of the two is right. The first hundred answers tell it better.");
        remarks.addAll(plan.remarks());
        long claims = endpoints.stream().mapToLong(each -> each.part().toBuy()).reduce(whole.toBuy(), Math::max);
        return new PowerReport(
                config,
                evaluate.margin(),
                plan.claims.alpha(),
                whole,
                endpoints,
                slices,
                Math.max(claims, widest),
                remarks);
    }

    /** What the claims' figures leave out. */
    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (GradedKind.of(evaluate.primary()).isPresent()) {
            remarks.add("The primary metric " + evaluate.primary()
                    + " has degrees: its figures are those of a share of right answers, and only a rough guide.");
        }
        List<String> graded = evaluate.endpoints().stream()
                .map(Endpoint::metric)
                .filter(metric -> GradedKind.of(metric).isPresent())
                .toList();
        if (!graded.isEmpty()) {
            remarks.add("So are those of " + String.join(", ", graded)
                    + ": the power of a metric with degrees depends on how the answers vary.");
        }
        if (!evaluate.endpoints().isEmpty()) {
            remarks.add(
                    evaluate.procedure() == Procedure.HOLM
                            ? "Each claim is planned at alpha divided by the "
                                    + (1 + evaluate.endpoints().size()) + " claims, with which Holm's procedure begins."
                            : "Each claim is planned as if those before it were shown: a fixed sequence stops at the"
                                    + " first that is not.");
        }
        return remarks;
    }

    /** Non-inferiority within a margin, on all questions. */
    private PowerReport.Part claim(List<Sample> test, double margin) {
        if (config.difference() <= -margin) {
            throw DasllmException.usage(
                    "plan: a true difference of " + config.difference() + " is not within the margin of " + margin
                            + ", so no number of questions can show it",
                    "Expect less loss, or argue for a wider margin");
        }
        double effect = designEffect(test);
        int labelled = labelled(test);
        double inEffect = labelled / effect;
        long needed = (long) Math.ceil(effect
                * SampleSize.nonInferiority(
                        claims.alpha(),
                        config.power(),
                        Math.max(config.discordant(), Math.abs(config.difference())),
                        config.difference(),
                        margin));
        return new PowerReport.Part(
                "",
                "",
                test.size(),
                labelled,
                inEffect,
                labelled == 0 ? 0 : claims.nonInferiority(inEffect, config.difference(), margin),
                labelled == 0 ? 1 : claims.detectableMargin(inEffect, config.power()),
                needed,
                Math.max(0, needed - labelled),
                labelled < needed);
    }

    private List<PowerReport.Part> slices(List<Sample> test) {
        List<String> attributes = new ArrayList<>(evaluate.slices());
        if (evaluate.bias() != null) {
            evaluate.bias().groups().stream()
                    .filter(attribute -> !attributes.contains(attribute))
                    .forEach(attributes::add);
        }
        List<PowerReport.Part> parts = new ArrayList<>();
        for (String attribute : attributes) {
            Map<String, List<Sample>> byValue = new TreeMap<>();
            for (Sample sample : test) {
                String value = sample.attributes().get(attribute);
                if (value != null) {
                    byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(sample);
                }
            }
            byValue.forEach((value, samples) -> parts.add(slice(attribute, value, samples, byValue.size())));
        }
        return parts;
    }

    private PowerReport.Part slice(String attribute, String value, List<Sample> samples, int groups) {
        double effect = designEffect(samples);
        int labelled = labelled(samples);
        double inEffect = labelled / effect;
        long needed = (long) Math.ceil(effect * power.questionsForHarm(config.harm(), groups, config.power()));
        return new PowerReport.Part(
                attribute,
                value,
                samples.size(),
                labelled,
                inEffect,
                labelled == 0 ? 0 : power.harm(inEffect, config.harm(), groups),
                labelled == 0 ? 1 : power.detectableLoss(inEffect, groups, config.power()),
                needed,
                Math.max(0, needed - labelled),
                labelled < needed);
    }

    private static int labelled(List<Sample> samples) {
        return (int) samples.stream().filter(sample -> sample.gold() != null).count();
    }

    /** By the mean size of the group that a question is in, Σ m² / Σ m. */
    private double designEffect(List<Sample> samples) {
        if (!evaluate.groupClustered() || samples.isEmpty()) {
            return 1;
        }
        Map<String, Integer> sizes = new HashMap<>();
        samples.forEach(sample -> sizes.merge(sample.group(), 1, Integer::sum));
        double squares =
                sizes.values().stream().mapToDouble(m -> (double) m * m).sum();
        return Power.designEffect(squares / samples.size(), config.correlation());
    }
}
