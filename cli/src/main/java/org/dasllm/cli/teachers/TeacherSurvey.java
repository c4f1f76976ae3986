package org.dasllm.cli.teachers;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.cli.pipeline.PriceTables;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.estimate.LastSafeDay;
import org.dasllm.harvest.estimate.TeacherEstimate;
import org.dasllm.harvest.teacher.ModelList;

/** Looks at every configured teacher. */
public final class TeacherSurvey {
    private final HarvestConfig harvest;
    private final List<TeacherEstimate> estimates;
    private final PriceTables prices;
    private final LocalDate today;
    private final boolean online;

    /**
     * @param estimates of the harvest, by the teachers' names; none where there are no prompts
     * @param online whether the vendors' lists of models are asked for
     */
    public TeacherSurvey(
            HarvestConfig harvest,
            List<TeacherEstimate> estimates,
            PriceTables prices,
            LocalDate today,
            boolean online) {
        this.harvest = harvest;
        this.estimates = List.copyOf(estimates);
        this.prices = prices;
        this.today = today;
        this.online = online;
    }

    public List<TeacherReport> reports() throws InterruptedException {
        List<TeacherReport> reports = new ArrayList<>();
        for (Map.Entry<String, TeacherConfig> each : harvest.byName().entrySet()) {
            reports.add(report(each.getKey(), prices.priced(each.getValue())));
        }
        return reports;
    }

    private TeacherReport report(String name, TeacherConfig teacher) throws InterruptedException {
        List<String> notes = new ArrayList<>();
        Optional<LocalDate> retires = Optional.ofNullable(teacher.retires()).map(LocalDate::parse);
        if (online) {
            retires = Stream.of(retires, told(teacher, notes))
                    .flatMap(Optional::stream)
                    .min(LocalDate::compareTo);
        }
        Optional<TeacherEstimate> estimate =
                estimates.stream().filter(each -> each.name().equals(name)).findFirst();
        Optional<LocalDate> last = estimate.isPresent() && retires.isPresent()
                ? Optional.of(LastSafeDay.before(retires.get(), estimate.get().seconds()))
                : Optional.empty();
        TeacherPrices known = teacher.prices();
        if (known == null) {
            notes.add("its price is not known: write prices into its section, or the model into a file that"
                    + " harvest.price_file names; a budget_money is refused until then");
        }
        estimate.flatMap(each -> Optional.ofNullable(each.cost()))
                .filter(cost -> teacher.budgetMoney()
                        .map(BigDecimal::valueOf)
                        .filter(budget -> budget.compareTo(cost) < 0)
                        .isPresent())
                .ifPresent(cost ->
                        notes.add("budget_money ends the harvest before all is answered, as it is expected to cost "
                                + cost.toPlainString()));
        if (retires.isEmpty()) {
            notes.add("no end of the model is known here; retires: DATE in its section tells of one"
                    + (online ? "" : ", and --online asks the vendor's list"));
        }
        return new TeacherReport(
                name,
                harvest.askedTeachers().containsKey(name),
                teacher.model(),
                teacher.endpoint().toString(),
                known == null ? null : ConfigJson.of(known),
                known == null ? null : PriceTables.origin(known),
                retires.map(LocalDate::toString).orElse(null),
                estimate.orElse(null),
                last.map(LocalDate::toString).orElse(null),
                last.map(today::isAfter)
                        .orElse(retires.map(end -> !today.isBefore(end)).orElse(false)),
                notes);
    }

    private static Optional<LocalDate> told(TeacherConfig teacher, List<String> notes) throws InterruptedException {
        try {
            ModelList.Entry entry = ModelList.of(teacher);
            if (!entry.listed()) {
                notes.add("the vendor's list of models does not have it");
            }
            return entry.shutdown();
        } catch (DasllmException refused) {
            notes.add(String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }
}
