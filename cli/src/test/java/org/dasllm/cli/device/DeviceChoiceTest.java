package org.dasllm.cli.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.Test;

final class DeviceChoiceTest {
    /** A device knows no exit codes; what it refuses is the user's to change all the same. */
    @Test
    void whatADeviceRefusesIsOneLine() {
        assertThatThrownBy(() -> DeviceChoice.open("onednn", -1))
                .isInstanceOfSatisfying(
                        DasllmException.class,
                        refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessage("The device onednn cannot be opened: A device needs a thread at least, not -1. "
                        + "Change that, or take another device.");
    }
}
