package org.dasllm.harvest.estimate;

import java.time.LocalDate;

/**
 * The last day on which a harvest can be begun so that it is done before its teacher ends. It is given twice the time that it is
 * expected to take, in whole days and one at least, and a day to spare: a vendor's day begins elsewhere.
 */
public final class LastSafeDay {
    private static final double DAY = 86_400;

    private LastSafeDay() {}

    /**
     * @param retires the first day without the model
     * @param seconds that the harvest is expected to take
     */
    public static LocalDate before(LocalDate retires, double seconds) {
        long days = Math.max(1, (long) Math.ceil(2 * seconds / DAY));
        return retires.minusDays(days + 1);
    }
}
