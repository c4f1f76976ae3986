package org.dasllm.harvest.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * The prices of one vendor.
 *
 * @param vendor its name, for people
 * @param hosts where its API is; a {@code *} stands for any part of a name
 * @param currency what the prices are in
 * @param date when they were looked up, such as 2026-11-29
 * @param source where: the address of the vendor's page
 * @param batch what batches cost of the prices below; as much where nothing is given
 * @param models each with its prices
 */
public record VendorPrices(
        String vendor,
        List<String> hosts,
        @Default("USD") String currency,
        String date,
        String source,
        Optional<BatchPrices> batch,
        List<ModelPrices> models) {

    public VendorPrices {
        hosts = List.copyOf(hosts);
        models = List.copyOf(models);
        new Faults()
                .unless(!hosts.isEmpty(), "hosts", "is empty")
                .unless(
                        TeacherPrices.isDate(Optional.of(date)),
                        "date",
                        "is a date such as 2026-11-29, not '" + date + "'")
                .refuse();
    }

    boolean sellsAt(String host) {
        String asked = host.toLowerCase(Locale.ROOT);
        return hosts.stream().anyMatch(each -> pattern(each).matcher(asked).matches());
    }

    private static Pattern pattern(String host) {
        String[] parts = host.toLowerCase(Locale.ROOT).split("\\*", -1);
        StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            pattern.append("[a-z0-9-]+").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(pattern.toString());
    }

    Optional<TeacherPrices> of(String model, LocalDate today) {
        return models.stream()
                .filter(each -> each.names().contains(model) && each.holdsOn(today))
                .map(each -> new TeacherPrices(
                        each.input(),
                        each.cachedInput(),
                        each.cacheWrite(),
                        each.output(),
                        each.reasoning(),
                        currency,
                        each.longPrompt(),
                        Optional.of(date),
                        Optional.of(vendor + ": " + source),
                        batch))
                .findFirst();
    }
}
