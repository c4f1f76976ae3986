package org.dasllm.format.config;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;

/** A configuration record refuses its values. Binding a file adds where each of them stands. */
public final class InvalidConfiguration extends DasllmException {
    private static final long serialVersionUID = 1L;

    private final transient List<Faults.Fault> faults;

    InvalidConfiguration(List<Faults.Fault> faults) {
        super(
                ExitCode.USAGE,
                "The configuration cannot be used: "
                        + faults.stream().map(Faults.Fault::toString).collect(Collectors.joining("; ")),
                "Correct " + (faults.size() == 1 ? "that value" : "those values"));
        this.faults = List.copyOf(faults);
    }

    List<Faults.Fault> faults() {
        return faults;
    }
}
