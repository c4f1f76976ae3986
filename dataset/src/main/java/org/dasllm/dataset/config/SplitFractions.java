package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * Which share of the groups goes where, for samples without a fixed split; the three sum to 1.
 *
 * @param train for the training
 * @param validation for the choice of the state that is kept
 * @param test for the evaluation alone
 */
public record SplitFractions(
        @Default("0.8") double train,
        @Default("0.1") double validation,
        @Default("0.1") double test) implements Serializable {
    private static final double SUM_TOLERANCE = 1e-9;

    public SplitFractions {
        boolean shares = train >= 0 && validation >= 0 && test >= 0;
        new Faults()
                .unless(
                        shares && Math.abs(train + validation + test - 1) <= SUM_TOLERANCE,
                        "train " + train + ", validation " + validation + " and test " + test
                                + " are not three shares of at least 0 that sum to 1")
                .refuse();
    }
}
