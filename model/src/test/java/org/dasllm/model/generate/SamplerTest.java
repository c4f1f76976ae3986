package org.dasllm.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int DRAWS = 20000;
    /** Probabilities 0.5, 0.25, 0.125, 0.125 in another order. */
    private static final float[] LOGITS = logits(0.125, 0.5, 0.125, 0.25);

    private static float[] logits(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]) + 3;
        }
        return logits;
    }

    private static double[] frequencies(Sampler sampler) {
        double[] frequencies = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            frequencies[sampler.next(LOGITS.clone())] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static Sampler free(GenerationOptions options, long stream) {
        return Sampler.of(options, stream, new int[0], Optional.empty());
    }

    private static Sampler drawing(double temperature, double topP) {
        return free(new GenerationOptions(1, temperature, topP, 3, List.of()), 0);
    }

    private static Sampler greedyWithin(TokenConstraint constraint) {
        return Sampler.of(GenerationOptions.greedy(1), 0, new int[0], Optional.of(constraint));
    }

    @Test
    void greedyTakesTheHighestAndOfEqualsTheFirst() {
        assertThat(Sampler.greedy().next(new float[] {1, 3, 2, 3})).isEqualTo(1);
        assertThat(Sampler.greedy().next(new float[] {-1, -3})).isEqualTo(0);
        assertThat(free(GenerationOptions.greedy(1), 5).next(LOGITS)).isEqualTo(1);
    }

    @Test
    void aTokenBehindWhichTheAnswerCannotGoOnIsDrawnAgain() {
        List<Integer> offered = new ArrayList<>();
        TokenConstraint constraint = new TokenConstraint() {
            @Override
            public void mask(float[] logits) {
                logits[2] = Float.NEGATIVE_INFINITY;
            }

            @Override
            public boolean accept(int token) {
                offered.add(token);
                return token == 0;
            }
        };
        assertThat(greedyWithin(constraint).next(new float[] {1, 3, 5, 4})).isEqualTo(0);
        assertThat(offered).containsExactly(3, 1, 0);
        assertThatThrownBy(() -> greedyWithin(constraint).next(new float[] {Float.NEGATIVE_INFINITY, 3, 5, 4}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void samplesInProportion() {
        double[] expected = {0.125, 0.5, 0.125, 0.25};
        assertThat(frequencies(drawing(1, 1))).containsExactly(expected, Offset.offset(0.015));
    }

    @Test
    void theTemperatureSharpens() {
        // p^2, made to sum to 1: 1/64, 16/64, 1/64, 4/64 of 22/64.
        double[] expected = {1 / 22.0, 16 / 22.0, 1 / 22.0, 4 / 22.0};
        assertThat(frequencies(drawing(0.5, 1))).containsExactly(expected, Offset.offset(0.015));
    }

    @Test
    void theNucleusIsTheFewestTokensThatReachTopP() {
        double[] two = {0, 2 / 3.0, 0, 1 / 3.0};
        assertThat(frequencies(drawing(1, 0.7))).containsExactly(two, Offset.offset(0.015));
        double[] three = {0.125 / 0.875, 0.5 / 0.875, 0, 0.25 / 0.875};
        assertThat(frequencies(drawing(1, 0.8))).containsExactly(three, Offset.offset(0.015));
        double[] one = {0, 1, 0, 0};
        assertThat(frequencies(drawing(1, 0.001))).containsExactly(one, Offset.offset(1e-9));
    }

    @Test
    void equalSeedsGiveEqualDraws() {
        GenerationOptions options = new GenerationOptions(5, 1, 0.9, 7, List.of());
        assertThat(draws(free(options, 0))).isEqualTo(draws(free(options, 0)));
        assertThat(draws(free(options, 0))).isNotEqualTo(draws(free(options, 1)));
    }

    private static String draws(Sampler sampler) {
        StringBuilder draws = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            draws.append(sampler.next(LOGITS.clone()));
        }
        return draws.toString();
    }

    @Test
    void whatMustFollowIsPlacedOrGivenOneByOneAndCountsForPenalties() {
        TokenConstraint constraint = new TokenConstraint() {
            private int taken;

            @Override
            public void mask(float[] logits) {
                assertThat(taken).as("masked before what must follow was taken").isEven();
            }

            @Override
            public boolean accept(int token) {
                taken++;
                return true;
            }

            @Override
            public int[] forced() {
                if (taken % 2 == 0) {
                    return new int[0];
                }
                taken += 3;
                return new int[] {2, 2, 0};
            }
        };
        LogitOptions penalty = new LogitOptions(1, 0, 1, Map.of());
        GenerationOptions options = new GenerationOptions(9, DrawOptions.GREEDY, penalty, List.of());
        Sampler sampler = Sampler.of(options, 0, new int[0], Optional.of(constraint));
        float[] ahead = {0, 0, 1.5f};
        assertThat(sampler.next(ahead.clone())).isEqualTo(2);
        assertThat(sampler.placed()).containsExactly(2, 2, 0);
        assertThat(sampler.placed()).isEmpty();
        // Token 2 came three times, token 0 once.
        assertThat(sampler.next(ahead.clone())).isEqualTo(1);
        assertThat(List.of(sampler.next(ahead.clone()), sampler.next(ahead.clone()), sampler.next(ahead.clone())))
                .containsExactly(2, 2, 0);
    }

    @Test
    void senselessOptionsAndLogitsAreRefused() {
        assertThatThrownBy(() -> new GenerationOptions(0, 1, 1, 0, List.of())).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new GenerationOptions(1, -1, 1, 0, List.of())).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new GenerationOptions(1, 1, 0, 0, List.of())).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new GenerationOptions(1, 1, 1, 0, List.of(""))).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new DrawOptions(1, 1, -1, 0, 0)).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new DrawOptions(1, 1, 0, 1.1, 0)).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> new LogitOptions(0, 0, 0, Map.of())).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> drawing(1, 1).next(new float[] {0, Float.NaN})).isInstanceOf(DasllmException.class);
        assertThatThrownBy(() -> Sampler.greedy().next(new float[] {0, Float.NaN}))
                .isInstanceOf(DasllmException.class);
    }

    /** A longest common run of draws beyond a few would be one stream, read from another place. */
    @Test
    void neighbouringSeedsAndStreamsDrawApart() {
        String first = draws(7, 0);
        for (String other : List.of(draws(8, 0), draws(6, 0), draws(7, 1))) {
            for (int from = 0; from + 12 <= first.length(); from++) {
                assertThat(other).doesNotContain(first.substring(from, from + 12));
            }
        }
        assertThat(draws(7, 0)).isEqualTo(first);
    }

    /** Sixty draws of sixteen tokens that are equally probable, a letter each. */
    private static String draws(long seed, long stream) {
        Sampler sampler =
                Sampler.of(new GenerationOptions(60, 1, 1, seed, List.of()), stream, new int[] {0}, Optional.empty());
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            drawn.append((char) ('a' + sampler.next(new float[16])));
        }
        return drawn.toString();
    }
}
