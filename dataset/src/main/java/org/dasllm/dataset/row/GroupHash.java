package org.dasllm.dataset.row;

import java.io.Serializable;
import org.dasllm.dataset.config.SplitFractions;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Split;

/** Sends a group to a split by a hash of its name: the same on every machine, whatever else is in the data. */
public record GroupHash(String salt, SplitFractions fractions) implements Serializable {
    private static final int HEX_DIGITS = 13;
    private static final double RANGE = 0x1p52;

    public String split(String group) {
        // 13 hexadecimal digits are 52 bits, which a double holds exactly.
        String digits = Sha256.ofString(salt + "\n" + group).substring(0, HEX_DIGITS);
        double point = Long.parseLong(digits, 16) / RANGE;
        if (point < fractions.test()) {
            return Split.TEST.label();
        }
        // The last bound is inclusive of rounding: with a train share of 0 nothing may fall through to train.
        boolean validation = point < fractions.test() + fractions.validation() || fractions.train() == 0;
        return validation ? Split.VALIDATION.label() : Split.TRAIN.label();
    }
}
