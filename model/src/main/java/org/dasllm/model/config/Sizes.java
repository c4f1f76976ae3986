package org.dasllm.model.config;

/** What sizes must be. */
final class Sizes {
    private Sizes() {}

    static void positive(String name, double value) {
        if (!(value > 0)) {
            String number = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            throw new IllegalArgumentException(name + " " + number + " must be above 0");
        }
    }
}
