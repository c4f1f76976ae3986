package org.dasllm.cli.cost;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.dasllm.format.config.Faults;
import org.dasllm.harvest.config.TeacherPrices;
import org.jspecify.annotations.Nullable;

/**
 * The rented side, for a run whose labels were recorded, or where the product's requests differ from those of the harvest.
 *
 * @param model its name, for the report
 * @param tokens of one request of the product; where nothing is given, those of the harvest, or of the samples as the student's tokenizer
 *     counts them
 * @param prices what they cost; where nothing is given, the prices of the harvest's teacher
 * @param retires the day from which the vendor no longer serves the model, such as 2027-01-14; where nothing is given, that of the harvest's
 *     teacher
 */
public record RentedConfig(
        Optional<String> model,
        @Nullable RequestTokens tokens,
        @Nullable TeacherPrices prices,
        Optional<String> retires) {

    public RentedConfig {
        new Faults()
                .unless(
                        retires.map(RentedConfig::isDay).orElse(true),
                        "retires",
                        "is a date such as 2027-01-14, not '" + retires.orElse("") + "'")
                .refuse();
    }

    private static boolean isDay(String text) {
        try {
            return LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeParseException noDay) {
            return false;
        }
    }
}
