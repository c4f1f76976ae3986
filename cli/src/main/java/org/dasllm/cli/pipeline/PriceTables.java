package org.dasllm.cli.pipeline;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.PriceTable;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.jspecify.annotations.Nullable;

/** Where prices come from that a teacher's configuration does not give: the user's own table, then the one that comes with this program. */
public final class PriceTables {
    /** {@code configs/prices.yaml}, as the build puts it beside the classes. */
    private static final String SHIPPED = "/org/dasllm/cli/prices.yaml";

    private final List<PriceTable> tables = new ArrayList<>();

    private PriceTables() {}

    /** @param own a file of the user's own; null for none */
    public static PriceTables of(@Nullable Path own) {
        PriceTables prices = new PriceTables();
        if (own != null) {
            prices.tables.add(ConfigurationFile.read(own, Map.of(), PriceTable.class));
        }
        prices.tables.add(ConfigurationFile.shipped(SHIPPED, PriceTable.class));
        return prices;
    }

    /** The teacher with its prices, if they are known anywhere. */
    public TeacherConfig priced(TeacherConfig teacher) {
        if (teacher.prices() != null) {
            return teacher;
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Optional<TeacherPrices> found = tables.stream()
                .flatMap(table -> table.of(teacher, today).stream())
                .findFirst();
        return found.map(teacher::withPrices).orElse(teacher);
    }

    /**
     * The harvest with the prices of its teachers.
     *
     * @throws DasllmException if it has a budget of money that cannot be kept, since they are not known
     */
    HarvestConfig priced(HarvestConfig harvest) {
        return harvest.withTeachers(teacher -> {
            TeacherConfig priced = priced(teacher);
            requirePrices(priced);
            return priced;
        });
    }

    /** Refuses a budget of money where nobody knows what a request costs. */
    static void requirePrices(TeacherConfig teacher) {
        if (teacher.budgetMoney().isPresent() && teacher.prices() == null) {
            throw DasllmException.usage(
                    "The price of the model '" + Objects.requireNonNullElse(teacher.pricedAs(), teacher.model())
                            + "' at " + teacher.endpoint().getHost() + " is not known, so budget_money cannot be kept",
                    "Write prices: {input: ..., output: ...} into the teacher's section, in money for a million tokens as the"
                            + " vendor's page says, or the model into a file that harvest.price_file names");
        }
    }

    /** In words, where a teacher's prices are from. */
    public static String origin(TeacherPrices prices) {
        List<String> parts = Stream.of(prices.date(), prices.source())
                .flatMap(Optional::stream)
                .toList();
        return parts.isEmpty() ? "the configuration" : String.join(", ", parts);
    }
}
