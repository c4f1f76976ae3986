package org.dasllm.cli.pipeline;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.cli.cost.CostConfig;
import org.dasllm.cli.cost.RentedConfig;
import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.cost.CostInputs;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.eval.cost.OwnedSide;
import org.dasllm.eval.cost.TeacherSide;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.ledger.CostReport;
import org.dasllm.harvest.run.TeacherJournals;
import org.dasllm.trainer.TrainSummary;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of a run's costs, from its configuration and its folder. */
final class RunCosts {
    private static final double SECONDS_PER_HOUR = 3600;

    private final CostConfig costs;
    private final RentedCosts rented;
    private final Optional<TeacherConfig> teacher;
    private final RunFolder folder;
    private final List<String> missing = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private RunCosts(CostConfig costs, Optional<TeacherConfig> teacher, StudentConfig student, RunFolder folder) {
        this.costs = costs;
        this.teacher = teacher;
        this.folder = folder;
        this.rented = new RentedCosts(costs, teacher, student, folder, missing, notes);
    }

    /**
     * The comparison.
     *
     * @param teacher of the harvest, with its prices where these are known; empty where the labels were recorded
     */
    static CostComparison of(
            CostConfig costs, Optional<TeacherConfig> teacher, StudentConfig student, RunFolder folder) {
        return CostComparison.of(new RunCosts(costs, teacher, student, folder).inputs());
    }

    private CostInputs inputs() {
        TeacherSide side = rented.side();
        OwnedSide owned = owned();
        if (costs.requests().isEmpty()) {
            missing.add("How many requests a month there are: cost.requests_per_month.");
        }
        List<CostInputs.Item> once = once();
        List<CostInputs.Item> again = again();
        String retires = Optional.ofNullable(costs.teacher())
                .flatMap(RentedConfig::retires)
                .or(() -> teacher.map(TeacherConfig::retires))
                .orElse(null);
        if (retires == null) {
            missing.add(
                    "When the vendor ends the teacher’s model: harvest.teacher.retires or cost.teacher.retires, as the vendor has"
                            + " announced it.");
        }
        return new CostInputs(
                costs.currency(), side, owned, costs.requests().orElse(null), once, again, retires, missing, notes);
    }

    private @Nullable OwnedSide owned() {
        Optional<Estimate> hardware = costs.hardware();
        if (hardware.isEmpty()) {
            missing.add(
                    "What a machine costs: cost.hardware_per_month or cost.hardware_per_hour. Nothing is said of the owned side.");
            return null;
        }
        List<String> basis = new ArrayList<>();
        if (costs.power().isEmpty()) {
            missing.add(
                    "What power costs: cost.power_watts and cost.power_per_kilowatt_hour. It is in no figure unless the machine’s"
                            + " price has it.");
        }
        if (costs.people().isEmpty()) {
            missing.add(
                    "What people cost: cost.people_hours_per_month and cost.people_per_hour. They are in no figure.");
        }
        return new OwnedSide(
                costs.people().orElse(Estimate.NOTHING),
                hardware.get().plus(costs.power().orElse(Estimate.NOTHING)),
                capacity(basis).orElse(null),
                basis);
    }

    private Optional<Estimate> capacity(List<String> basis) {
        Optional<Estimate> throughput = costs.throughput();
        throughput.ifPresent(each -> basis.add("Answers in a second of one machine: " + range(each)
                + ", from the configuration (cost.requests_per_second)."));
        if (throughput.isEmpty()) {
            Optional<AnswerTimes> measured = AnswerTimes.read(folder.timing()).filter(times -> times.seconds() > 0);
            measured.ifPresent(times -> {
                basis.add(String.format(
                        Locale.ROOT,
                        "Answers in a second of one machine: %.2f, as the student gave %d in the evaluation, on %s, many at a time.",
                        times.throughput(),
                        times.answers(),
                        times.device()));
                notes.add(
                        "A server that waits for requests answers fewer in a second than an evaluation, and another machine other numbers:"
                                + " measure with dasllm bench or your own traffic, and set cost.requests_per_second.");
            });
            throughput = measured.map(times -> Estimate.exactly(times.throughput()));
        }
        if (throughput.isEmpty()) {
            missing.add(
                    "How many answers a machine gives in a second: cost.requests_per_second. One machine is taken to be enough.");
            return Optional.empty();
        }
        if (costs.peak().isEmpty()) {
            missing.add(
                    "How uneven the load is: cost.peak_factor. Requests are taken to come evenly over day and night, which needs the"
                            + " fewest machines.");
        }
        return throughput.map(each -> each.times(CostConfig.HOURS_PER_MONTH * SECONDS_PER_HOUR)
                .dividedBy(costs.peak().orElse(Estimate.exactly(1))));
    }

    private List<CostInputs.Item> once() {
        List<CostInputs.Item> items = new ArrayList<>(made());
        costs.peopleOnce().ifPresent(money -> items.add(new CostInputs.Item("people, until it is in use", money)));
        if (costs.peopleOnce().isEmpty()) {
            missing.add("What people do once: cost.people_hours_once and cost.people_per_hour. It is in no figure.");
        }
        return items;
    }

    private List<CostInputs.Item> again() {
        List<CostInputs.Item> items = new ArrayList<>();
        made().forEach(item -> items.add(new CostInputs.Item(item.what() + ", again", item.money())));
        costs.peopleAgain()
                .ifPresent(money ->
                        items.add(new CostInputs.Item("people, who find, approve and harvest another teacher", money)));
        if (costs.peopleAgain().isEmpty()) {
            missing.add(
                    "What people do when a teacher ends: cost.people_hours_per_change and cost.people_per_hour. It is in no figure.");
        }
        return items;
    }

    /** What the run itself has cost. */
    private List<CostInputs.Item> made() {
        List<CostInputs.Item> items = new ArrayList<>();
        harvest().ifPresent(items::add);
        items.addAll(otherTeachers());
        Path summary = folder.training().resolve("summary.json");
        Optional<Estimate> hour = costs.hardware().map(month -> month.times(1 / CostConfig.HOURS_PER_MONTH));
        if (Files.exists(summary) && hour.isPresent()) {
            double hours = Json.read(summary, TrainSummary.class).seconds() / SECONDS_PER_HOUR;
            items.add(new CostInputs.Item(
                    String.format(Locale.ROOT, "training, %.2f hours of a machine", hours),
                    hour.get().times(hours)));
        }
        AnswerTimes.read(folder.timing())
                .filter(times -> hour.isPresent())
                .ifPresent(times -> items.add(new CostInputs.Item(
                        String.format(
                                Locale.ROOT, "evaluation, %.2f hours of a machine", times.seconds() / SECONDS_PER_HOUR),
                        hour.orElseThrow().times(times.seconds() / SECONDS_PER_HOUR))));
        return items;
    }

    /** The harvests of the teachers that were asked beside the first, by their own cost reports; those in its currency alone. */
    private List<CostInputs.Item> otherTeachers() {
        Optional<Estimate> exchange = rented.exchange();
        List<CostInputs.Item> items = new ArrayList<>();
        for (Path journal : new TeacherJournals(folder.harvest(), "").others("")) {
            Path file = journal.resolveSibling(CostReport.FILE);
            if (exchange.isPresent() && Files.exists(file)) {
                CostReport report = CostReport.read(file);
                if (report.currency() != null && report.currency().equals(currency())) {
                    items.add(item("harvest of " + report.model(), report, exchange.get()));
                }
            }
        }
        return items;
    }

    private @Nullable String currency() {
        return teacher.map(TeacherConfig::prices).map(TeacherPrices::currency).orElse(null);
    }

    /** From what the teacher told to have been used to all that may have been billed. */
    private static CostInputs.Item item(String what, CostReport report, Estimate exchange) {
        double most = new BigDecimal(report.spent().money()).doubleValue();
        double told = most - report.unsettled().doubleValue();
        return new CostInputs.Item(
                String.format(
                        Locale.ROOT, "%s, %,d tokens", what, report.spent().tokens()),
                Estimate.between(told, most).times(exchange));
    }

    private Optional<CostInputs.Item> harvest() {
        if (teacher.isEmpty() || !Files.exists(folder.journal())) {
            return Optional.empty();
        }
        CostReport report = CostReport.of(teacher.get(), folder.journal());
        Optional<Estimate> exchange = rented.exchange();
        if (report.prices() == null || exchange.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(item("harvest", report, exchange.get()));
    }

    private static String range(Estimate estimate) {
        return estimate.low() == estimate.high()
                ? String.format(Locale.ROOT, "%.2f", estimate.low())
                : String.format(Locale.ROOT, "%.2f to %.2f", estimate.low(), estimate.high());
    }
}
