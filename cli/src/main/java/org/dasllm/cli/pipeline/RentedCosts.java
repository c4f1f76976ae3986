package org.dasllm.cli.pipeline;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.cli.cost.CostConfig;
import org.dasllm.cli.cost.RentedConfig;
import org.dasllm.eval.cost.Estimate;
import org.dasllm.eval.cost.TeacherSide;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.ledger.RequestCosts;
import org.dasllm.harvest.ledger.TokenKind;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** What a request costs at a run's teacher, from the best source that there is. */
final class RentedCosts {
    /** Of a mean over many answers: 95 % by the normal distribution. */
    private static final double STANDARD_ERRORS = 1.96;

    private static final double MILLION = 1e6;

    private final CostConfig costs;
    private final @Nullable RentedConfig rented;
    private final Optional<TeacherConfig> teacher;
    private final StudentConfig student;
    private final RunFolder folder;
    private final List<String> missing;
    private final List<String> notes;

    /** @param teacher of the harvest, with its prices where these are known */
    RentedCosts(
            CostConfig costs,
            Optional<TeacherConfig> teacher,
            StudentConfig student,
            RunFolder folder,
            List<String> missing,
            List<String> notes) {
        this.costs = costs;
        this.rented = costs.teacher();
        this.teacher = teacher;
        this.student = student;
        this.folder = folder;
        this.missing = missing;
        this.notes = notes;
    }

    /** Null where nothing is known of its tokens. */
    @Nullable
    TeacherSide side() {
        Optional<TeacherPrices> prices = prices();
        if (prices.isEmpty()) {
            missing.add("What the teacher’s tokens cost: write prices into harvest.teacher or cost.teacher.");
        }
        if (rented != null && rented.tokens() != null) {
            return configured(rented.tokens().byKind(), prices);
        }
        if (teacher.isPresent() && Files.exists(folder.journal())) {
            TeacherConfig priced = prices.map(teacher.get()::withPrices).orElse(teacher.get());
            Optional<RequestCosts> measured = RequestCosts.of(priced, folder.journal());
            if (measured.isPresent()) {
                return measured(measured.get(), prices);
            }
        }
        return counted(prices);
    }

    /** How much of the report's money one of the prices' is; empty where that is not known. */
    Optional<Estimate> exchange() {
        Optional<String> currency = prices().map(TeacherPrices::currency);
        return currency.isEmpty() || currency.get().equals(costs.currency())
                ? Optional.of(Estimate.exactly(1))
                : costs.exchange();
    }

    Optional<TeacherPrices> prices() {
        return Optional.ofNullable(rented).map(RentedConfig::prices).or(() -> teacher.map(TeacherConfig::prices));
    }

    private String model() {
        return Optional.ofNullable(rented)
                .flatMap(RentedConfig::model)
                .or(() -> teacher.map(TeacherConfig::model))
                .orElse("");
    }

    private TeacherSide measured(RequestCosts costs, Optional<TeacherPrices> prices) {
        Map<TokenKind, Estimate> tokens = new TreeMap<>();
        costs.tokens().forEach((kind, each) -> tokens.put(kind, Estimate.exactly(each)));
        double reach = STANDARD_ERRORS * costs.standardError();
        Estimate money = new Estimate(
                Math.max(0, costs.money() - reach),
                costs.money(),
                Math.max(costs.money(), costs.moneyWithoutCache()) + reach);
        if (prices.isPresent() && costs.tokens().getOrDefault(TokenKind.CACHED_INPUT, 0.0) > 0) {
            notes.add(
                    "The upper end of the teacher’s cost is without the vendor’s cache, which the product’s own traffic may meet less"
                            + " often than the harvest did.");
        }
        return side(
                String.format(
                        Locale.ROOT,
                        "the mean over %,d answers of the harvest whose usage the teacher told, 95%% interval",
                        costs.answers()),
                costs.answers(),
                tokens,
                prices,
                prices.map(known -> money));
    }

    private TeacherSide configured(Map<TokenKind, Estimate> tokens, Optional<TeacherPrices> prices) {
        return side("the configuration (cost.teacher.tokens)", null, tokens, prices, money(tokens, prices));
    }

    /** By the student's tokenizer, which is not the teacher's. */
    private @Nullable TeacherSide counted(Optional<TeacherPrices> prices) {
        List<Sample> samples = new ArrayList<>();
        for (Split split : Split.values()) {
            if (Files.exists(folder.split(split))) {
                SampleFile.read(folder.split(split)).stream()
                        .filter(sample -> sample.completion() != null)
                        .forEach(samples::add);
            }
        }
        if (samples.isEmpty()) {
            missing.add("How many tokens a request takes: harvest first, or write cost.teacher.tokens.");
            return null;
        }
        long prompt = 0;
        long answer = 0;
        try (Tokenizer tokenizer = Tokenizer.load(student.base())) {
            SampleEncoder encoder = new SampleEncoder(
                    tokenizer, ChatTemplate.ofStudent(student.base()), ModelConfig.read(student.base()));
            for (Sample sample : samples) {
                prompt += encoder.prompt(sample.prompt()).length;
                answer += tokenizer.encode(Objects.requireNonNull(sample.completion()), false).length;
            }
        }
        Map<TokenKind, Estimate> tokens = new TreeMap<>();
        tokens.put(TokenKind.INPUT, Estimate.exactly((double) prompt / samples.size()));
        tokens.put(TokenKind.OUTPUT, Estimate.exactly((double) answer / samples.size()));
        notes.add(
                "No usage of the teacher was recorded. Tokens are counted by the student’s tokenizer, which is not the teacher’s,"
                        + " without caches and reasoning: a rough figure, with no range of its own.");
        return side(
                String.format(Locale.ROOT, "the student’s tokenizer on %,d samples", samples.size()),
                (long) samples.size(),
                tokens,
                prices,
                money(tokens, prices));
    }

    private static Optional<Estimate> money(Map<TokenKind, Estimate> tokens, Optional<TeacherPrices> prices) {
        return prices.map(known -> tokens.entrySet().stream()
                .map(each -> each.getValue().times(each.getKey().perMillion(known) / MILLION))
                .reduce(Estimate.NOTHING, Estimate::plus));
    }

    private TeacherSide side(
            String basis,
            @Nullable Long requests,
            Map<TokenKind, Estimate> tokens,
            Optional<TeacherPrices> prices,
            Optional<Estimate> money) {
        Optional<Estimate> exchange = exchange();
        if (prices.isPresent() && exchange.isEmpty()) {
            missing.add("How much of the currency " + costs.currency() + " one "
                    + prices.get().currency() + " is, in which the teacher’s prices are: write cost.exchange_rate.");
        }
        return new TeacherSide(
                model(),
                basis,
                requests,
                tokens.entrySet().stream()
                        .filter(each -> each.getValue().high() > 0)
                        .map(each -> new TeacherSide.Tokens(
                                each.getKey().words(),
                                each.getValue(),
                                prices.map(known -> each.getKey().perMillion(known))
                                        .orElse(null)))
                        .toList(),
                prices.map(known -> PriceTables.origin(known) + ", in " + known.currency())
                        .orElse(null),
                money.flatMap(known -> exchange.map(known::times)).orElse(null));
    }
}
