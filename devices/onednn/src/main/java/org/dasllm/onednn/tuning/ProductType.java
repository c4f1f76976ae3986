package org.dasllm.onednn.tuning;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What many rows and a frozen weight are multiplied in where the weight is kept in bfloat16 or in blocks. */
public enum ProductType {
    BFLOAT16,
    FLOAT32;

    /** As it is written in the environment and in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** That of a text; empty for another text. */
    static Optional<ProductType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
