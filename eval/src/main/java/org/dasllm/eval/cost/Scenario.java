package org.dasllm.eval.cost;

/** At which end of every range one side's costs are taken. */
enum Scenario {
    LOW,
    EXPECTED,
    HIGH;

    /** The end that the other side's costs are at where this one's make a difference as large or as small as it can be. */
    Scenario opposite() {
        return switch (this) {
            case LOW -> HIGH;
            case EXPECTED -> EXPECTED;
            case HIGH -> LOW;
        };
    }
}
