package org.dasllm.harvest.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What vendors' models cost, as their pages said on a day.
 *
 * @param vendors one section for each place where models are sold
 */
public record PriceTable(List<VendorPrices> vendors) {
    public PriceTable {
        vendors = List.copyOf(vendors);
    }

    /**
     * What a teacher costs; empty where the table does not know its model at its address, or no longer does.
     *
     * @param today prices end on the day that their vendor named
     */
    public Optional<TeacherPrices> of(TeacherConfig teacher, LocalDate today) {
        String model = Optional.ofNullable(teacher.pricedAs()).orElse(teacher.model());
        String host = teacher.endpoint().getHost();
        return vendors.stream()
                .filter(vendor -> vendor.sellsAt(host))
                .flatMap(vendor -> vendor.of(model, today).stream())
                .findFirst();
    }
}
