package org.dasllm.eval.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Figures computed by hand, and what must hold whatever the figures are. */
final class CostComparisonTest {
    private static final int DRAWS = 2000;

    private static TeacherSide teacher(Estimate perRequest) {
        return new TeacherSide("gpt", "by hand", 10L, List.of(), "by hand", perRequest);
    }

    private static CostInputs inputs(
            @Nullable TeacherSide teacher, @Nullable OwnedSide owned, @Nullable Estimate requests, Estimate... once) {
        return new CostInputs(
                "EUR",
                teacher,
                owned,
                requests,
                Arrays.stream(once)
                        .map(money -> new CostInputs.Item("paid", money))
                        .toList(),
                List.of(new CostInputs.Item("harvest, again", new Estimate(10, 15, 20))),
                "2027-01-14",
                List.of(),
                List.of());
    }

    /**
     * The teacher takes 0.002 to 0.004 for a request. People cost 100 to 300 a month, a machine 200 to 400, and serves any number. There are 100,000
     * to 300,000 requests.
     */
    @Test
    void oneMachineByHand() {
        CostComparison cost = CostComparison.of(inputs(
                teacher(Estimate.between(0.002, 0.004)),
                new OwnedSide(Estimate.between(100, 300), Estimate.between(200, 400), null, List.of()),
                Estimate.between(100_000, 300_000),
                Estimate.between(1000, 3000)));
        equal(cost.teacherPerThousand(), 2, 3, 4);
        equal(cost.teacherPerMonth(), 200, 600, 1200);
        equal(cost.ownedPerMonth(), 300, 500, 700);
        // 300 for 300,000; 500 for 200,000; 700 for 100,000.
        equal(cost.ownedPerThousand(), 1, 2.5, 7);
        // 0.002 · 100,000 − 700; 600 − 500; 0.004 · 300,000 − 300.
        equal(cost.savingPerMonth(), -500, 100, 900);
        BreakEven even = Objects.requireNonNull(cost.breakEven());
        assertThat(even.least()).isCloseTo(300 / 0.004, within(1e-6));
        assertThat(even.expected()).isCloseTo(500 / 0.003, within(1e-6));
        assertThat(even.most()).isCloseTo(700 / 0.002, within(1e-6));
        CostComparison.Payback payback = Objects.requireNonNull(cost.payback());
        assertThat(payback.least()).isCloseTo(1000.0 / 900, within(1e-9));
        assertThat(payback.expected()).isCloseTo(2000.0 / 100, within(1e-9));
        assertThat(payback.most()).as("there is no saving then").isNull();
        equal(cost.againTotal(), 10, 15, 20);
    }

    /**
     * A machine of 100 serves 1,000 requests, people cost 50, a request costs 0.15 at the teacher. One full machine saves 50: 150 of each thousand
     * requests less its 100. With m machines full another one is dearer while 50 + 100 (m + 1) > 150 m, that is for m below 3. So the break-even is in
     * the third machine: (50 + 300) / 0.15 = 2,333.3.
     */
    @Test
    void machinesAreAddedOneByOne() {
        OwnedSide owned = new OwnedSide(Estimate.exactly(50), Estimate.exactly(100), Estimate.exactly(1000), List.of());
        CostComparison cost =
                CostComparison.of(inputs(teacher(Estimate.exactly(0.15)), owned, Estimate.between(1500, 2500)));
        assertThat(Objects.requireNonNull(cost.breakEven()).expected()).isCloseTo(350 / 0.15, within(1e-9));
        // Two machines for 1,500 to 2,000, three beyond.
        equal(cost.ownedPerMonth(), 250, 250, 350);
        // 250 for 2,000 is the least; 350 for little more than 2,000 the most.
        equal(cost.ownedPerThousand(), 125, 125, 175);
        // 300 − 350 just beyond 2,000; 0.15 · 2,000 − 250; 300 − 250 at 2,000.
        equal(cost.savingPerMonth(), -50, 50, 50);
    }

    @Test
    void aMachineThatCostsMoreThanWhatItAnswersNeverPays() {
        OwnedSide owned = new OwnedSide(Estimate.exactly(0), Estimate.exactly(100), Estimate.exactly(1000), List.of());
        BreakEven even = BreakEven.of(Estimate.exactly(0.1), owned);
        assertThat(even.expected()).isNull();
        assertThat(CostWords.findings(
                        CostComparison.of(inputs(teacher(Estimate.exactly(0.1)), owned, Estimate.exactly(500)))))
                .anyMatch(sentence -> sentence.contains("no number of requests"));
    }

    @Test
    void whatIsNotKnownIsLeftOpenAndTheRestIsComputed() {
        CostComparison without = CostComparison.of(inputs(teacher(Estimate.exactly(0.002)), null, null));
        equal(without.teacherPerThousand(), 2, 2, 2);
        assertThat(without.teacherPerMonth()).isNull();
        assertThat(without.breakEven()).isNull();
        assertThat(without.savingPerMonth()).isNull();
        assertThat(CostWords.findings(without)).anyMatch(sentence -> sentence.contains("cannot be held against"));
        assertThat(CostWords.rows(without)).extracting(CostWords.Row::what).contains("teacher, 1,000 requests");
    }

    /** At the break-even both sides cost the same, below it owning can be dearer, and above it never is. */
    @Test
    void whateverTheFiguresBothAreEqualAtTheBreakEvenAndOwningIsNeverDearerBeyond() {
        SplittableRandom random = new SplittableRandom(20261130);
        int found = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            OwnedSide owned = owned(random);
            Estimate price = range(random, 0.0001, 0.02);
            BreakEven even = BreakEven.of(price, owned);
            found += check(even.least(), price.high(), owned, Scenario.LOW, random) ? 1 : 0;
            found += check(even.expected(), price.expected(), owned, Scenario.EXPECTED, random) ? 1 : 0;
            found += check(even.most(), price.low(), owned, Scenario.HIGH, random) ? 1 : 0;
            if (even.least() != null && even.most() != null) {
                assertThat(even.least()).isLessThanOrEqualTo(even.most());
            }
        }
        assertThat(found).as("cases with a break-even").isGreaterThan(DRAWS / 2);
    }

    private static boolean check(
            @Nullable Double even, double price, OwnedSide owned, Scenario scenario, SplittableRandom random) {
        if (even == null) {
            // However many requests there are, a full machine costs more than renting what it answers.
            assertThat(owned.machine().of(scenario)).isGreaterThanOrEqualTo(price * owned.capacity(scenario));
            return false;
        }
        assertThat(owned.monthly(even, scenario)).isCloseTo(price * even, within(1e-6 * price * even));
        for (int i = 0; i < 20; i++) {
            double beyond = even * (1 + 1e-9 + 3 * random.nextDouble());
            assertThat(owned.monthly(beyond, scenario)).isLessThanOrEqualTo(price * beyond * (1 + 1e-9));
        }
        // A little below, with as many machines.
        long machines = owned.machines(even * (1 - 1e-12), scenario);
        double below = machines == 1 ? even / 2 : (even + (machines - 1) * owned.capacity(scenario)) / 2;
        assertThat(owned.monthly(below, scenario)).isGreaterThan(price * below);
        return true;
    }

    @Test
    void moreRequestsNeverCostLessOnEitherSideAndRangesHoldWhatIsExpected() {
        SplittableRandom random = new SplittableRandom(11);
        for (int draw = 0; draw < DRAWS; draw++) {
            OwnedSide owned = owned(random);
            Estimate price = range(random, 0.0001, 0.02);
            Estimate requests = range(random, 1000, 500_000);
            CostComparison cost = CostComparison.of(inputs(teacher(price), owned, requests, range(random, 10, 1000)));
            double few = 1 + 1e6 * random.nextDouble();
            double many = few * (1 + random.nextDouble());
            Estimate less = Objects.requireNonNull(cost.ownedAt(few));
            Estimate more = Objects.requireNonNull(cost.ownedAt(many));
            assertThat(more.low()).isGreaterThanOrEqualTo(less.low());
            assertThat(more.expected()).isGreaterThanOrEqualTo(less.expected());
            assertThat(more.high()).isGreaterThanOrEqualTo(less.high());
            assertThat(Objects.requireNonNull(cost.teacherAt(many)).low())
                    .isGreaterThan(Objects.requireNonNull(cost.teacherAt(few)).low());
            holdsAllVolumes(cost, owned, price, requests, random);
        }
    }

    /** Every number of requests within its range has its saving and its cost of a thousand within theirs. */
    private static void holdsAllVolumes(
            CostComparison cost, OwnedSide owned, Estimate price, Estimate requests, SplittableRandom random) {
        Estimate saving = Objects.requireNonNull(cost.savingPerMonth());
        Estimate perThousand = Objects.requireNonNull(cost.ownedPerThousand());
        for (int i = 0; i < 10; i++) {
            double here = requests.low() + (requests.high() - requests.low()) * random.nextDouble();
            double least = price.low() * here - owned.monthly(here, Scenario.HIGH);
            double most = price.high() * here - owned.monthly(here, Scenario.LOW);
            assertThat(least).isGreaterThanOrEqualTo(saving.low() - 1e-6 * Math.abs(saving.low()));
            assertThat(most).isLessThanOrEqualTo(saving.high() + 1e-6 * Math.abs(saving.high()));
            assertThat(1000 * owned.monthly(here, Scenario.LOW) / here)
                    .isGreaterThanOrEqualTo(perThousand.low() * (1 - 1e-9));
            assertThat(1000 * owned.monthly(here, Scenario.HIGH) / here)
                    .isLessThanOrEqualTo(perThousand.high() * (1 + 1e-9));
        }
    }

    private static OwnedSide owned(SplittableRandom random) {
        return new OwnedSide(
                range(random, 0, 2000),
                range(random, 20, 800),
                random.nextInt(3) == 0 ? null : range(random, 5000, 400_000),
                List.of());
    }

    private static Estimate range(SplittableRandom random, double least, double most) {
        double one = least + (most - least) * random.nextDouble();
        double other = least + (most - least) * random.nextDouble();
        return Estimate.between(Math.min(one, other), Math.max(one, other));
    }

    private static void equal(@Nullable Estimate estimate, double low, double expected, double high) {
        assertThat(estimate).isNotNull();
        Estimate there = Objects.requireNonNull(estimate);
        assertThat(there.low()).isCloseTo(low, within(1e-9));
        assertThat(there.expected()).isCloseTo(expected, within(1e-9));
        assertThat(there.high()).isCloseTo(high, within(1e-9));
    }
}
