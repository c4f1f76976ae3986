package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.compat.CompatibilityReport;
import org.jspecify.annotations.Nullable;

/** What the evaluation could not measure, and what it did not look at: where nothing is said, nothing is known. */
final class NotMeasured {
    private NotMeasured() {}

    static List<String> of(
            DataReport data,
            List<SliceReport> slices,
            @Nullable Calibration calibration,
            @Nullable CompatibilityReport compatibility,
            @Nullable BiasReport bias,
            @Nullable PanelReport panel) {
        List<String> open = new ArrayList<>();
        if (data.withGold() == 0) {
            open.add("How often student and teacher are right: no right answers are known.");
        } else if (data.withGold() < data.testSamples()) {
            open.add("Whether the answers to " + (data.testSamples() - data.withGold())
                    + " questions are right: no right answer is known for them.");
        }
        if (data.teacherEqualsGoldByConstruction()) {
            open.add("How good the teacher is: its answers are the recorded labels, which are also the right answers.");
        }
        slices(open, slices);
        groups(open, bias, panel);
        if (calibration == null) {
            open.add("How sure the student may be of an answer, and which answers should go to people: its answers came"
                    + " without probabilities.");
        }
        if (compatibility == null) {
            open.add(
                    "Whether a program that parses the teacher’s answers can parse the student’s: the answers are plain"
                            + " text, which has no form to check.");
        }
        open.add("How much another seed of the training would change the result: one trained student was asked.");
        open.add(
                "Robustness: whether the same question in other words or with typing errors gets the same answer; answers to"
                        + " hostile questions, such as instructions that are hidden in a text; security of the system around the model.");
        open.add("Speed and failures under load, and the energy used. What changes with time: the questions are of one"
                + " collection.");
        return open;
    }

    private static void slices(List<String> open, List<SliceReport> slices) {
        if (slices.isEmpty()) {
            open.add("Whether the result holds in every part of the data: the plan names no slices.");
            return;
        }
        List<String> without = slices.stream()
                .filter(slice -> slice.interval() == null)
                .map(slice -> slice.attribute() + " = " + slice.value())
                .toList();
        if (!without.isEmpty()) {
            open.add("How much the difference may vary in " + without.size()
                    + (without.size() == 1 ? " slice" : " slices") + ", which have no right answers or one group only: "
                    + String.join(", ", without.subList(0, Math.min(without.size(), 10)))
                    + (without.size() > 10 ? " and others" : "") + ".");
        }
    }

    private static void groups(List<String> open, @Nullable BiasReport bias, @Nullable PanelReport panel) {
        if (bias == null && panel == null) {
            open.add("Whether groups of people are treated alike: the plan names no groups (evaluate.bias).");
            return;
        }
        boolean pairs = (bias != null && bias.counterfactuals() != null)
                || (panel != null && panel.bias().counterfactuals() != null);
        if (!pairs) {
            open.add("Whether an answer changes with the people a question is about: no pairs of such questions were"
                    + " given (evaluate.bias.pair).");
        }
    }
}
