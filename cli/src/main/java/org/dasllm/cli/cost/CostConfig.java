package org.dasllm.cli.cost;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What is known of costs, for the report and {@code dasllm cost}. Every number is {@code [value]} or {@code [low, high]}; what is not given is said to
 * be missing, and nothing is put in its place.
 *
 * @param currency of all money here
 * @param exchangeRate how much of {@code currency} one of the teacher's prices' currency is; needed where these differ
 * @param requestsPerMonth how many the product makes
 * @param peakFactor requests in the busiest second for each in a mean second; 1 where nothing is given, and the report says so
 * @param requestsPerSecond what one machine answers, as measured for the product's own prompts; where nothing is given, what the student
 *     did in the evaluation counts
 * @param hardwarePerMonth money for one machine in a month, bought (its price over its months of use) or rented
 * @param hardwarePerHour money for one machine in an hour, instead of {@code hardware_per_month}
 * @param powerWatts of one machine, with its cooling
 * @param powerPerKilowattHour money
 * @param peopleHoursPerMonth of work that only an owned model makes
 * @param peopleHoursOnce of work until it is in use
 * @param peopleHoursPerChange of work when the teacher ends and another one has to be found, approved and harvested
 * @param peoplePerHour money
 * @param teacher the rented side, where the harvest does not say it
 */
public record CostConfig(
        @Default("USD") String currency,
        @Default("[]") List<Double> exchangeRate,
        @Default("[]") List<Double> requestsPerMonth,
        @Default("[]") List<Double> peakFactor,
        @Default("[]") List<Double> requestsPerSecond,
        @Default("[]") List<Double> hardwarePerMonth,
        @Default("[]") List<Double> hardwarePerHour,
        @Default("[]") List<Double> powerWatts,
        @Default("[]") List<Double> powerPerKilowattHour,
        @Default("[]") List<Double> peopleHoursPerMonth,
        @Default("[]") List<Double> peopleHoursOnce,
        @Default("[]") List<Double> peopleHoursPerChange,
        @Default("[]") List<Double> peoplePerHour,
        @Nullable RentedConfig teacher) {
    /** A year has 8760 hours. */
    public static final double HOURS_PER_MONTH = 730;

    private static final double WATTS_PER_KILOWATT = 1000;

    public CostConfig {
        Faults faults = new Faults();
        faults.unless(!currency.isBlank(), "currency", "is empty");
        Ranges.check(faults, "exchange_rate", exchangeRate, false);
        Ranges.check(faults, "requests_per_month", requestsPerMonth, false);
        Ranges.check(faults, "peak_factor", peakFactor, false);
        Ranges.check(faults, "requests_per_second", requestsPerSecond, false);
        Ranges.check(faults, "hardware_per_month", hardwarePerMonth, true);
        Ranges.check(faults, "hardware_per_hour", hardwarePerHour, true);
        Ranges.check(faults, "power_watts", powerWatts, true);
        Ranges.check(faults, "power_per_kilowatt_hour", powerPerKilowattHour, true);
        Ranges.check(faults, "people_hours_per_month", peopleHoursPerMonth, true);
        Ranges.check(faults, "people_hours_once", peopleHoursOnce, true);
        Ranges.check(faults, "people_hours_per_change", peopleHoursPerChange, true);
        Ranges.check(faults, "people_per_hour", peoplePerHour, true);
        faults.unless(
                        peakFactor.stream().allMatch(factor -> factor >= 1),
                        "peak_factor",
                        "is at least 1, not " + peakFactor)
                .unless(
                        hardwarePerMonth.isEmpty() || hardwarePerHour.isEmpty(),
                        "hardware_per_hour",
                        "stands beside hardware_per_month, which says the same")
                .refuse();
    }

    public Optional<Estimate> requests() {
        return Ranges.of(requestsPerMonth);
    }

    public Optional<Estimate> peak() {
        return Ranges.of(peakFactor);
    }

    public Optional<Estimate> throughput() {
        return Ranges.of(requestsPerSecond);
    }

    public Optional<Estimate> exchange() {
        return Ranges.of(exchangeRate);
    }

    /** Money in a month for one machine without its power. */
    public Optional<Estimate> hardware() {
        return Ranges.of(hardwarePerMonth)
                .or(() -> Ranges.of(hardwarePerHour).map(hour -> hour.times(HOURS_PER_MONTH)));
    }

    /** Money in a month for the power of one machine. */
    public Optional<Estimate> power() {
        return Ranges.of(powerWatts)
                .flatMap(watts -> Ranges.of(powerPerKilowattHour)
                        .map(price -> watts.times(price).times(HOURS_PER_MONTH / WATTS_PER_KILOWATT)));
    }

    /** Money in a month for people. */
    public Optional<Estimate> people() {
        return paid(peopleHoursPerMonth);
    }

    /** Money once for people. */
    public Optional<Estimate> peopleOnce() {
        return paid(peopleHoursOnce);
    }

    /** Money for people when the teacher changes. */
    public Optional<Estimate> peopleAgain() {
        return paid(peopleHoursPerChange);
    }

    private Optional<Estimate> paid(List<Double> hours) {
        return Ranges.of(hours).flatMap(each -> Ranges.of(peoplePerHour).map(each::times));
    }
}
