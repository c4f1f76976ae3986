package org.dasllm.format.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DasllmExceptionTest {
    /** Names of files and texts out of them stand in messages, and whoever made them may want to write over what a terminal shows. */
    @Test
    void textsInAMessageCannotSteerATerminal() {
        String message = DasllmException.input(
                        "a\u001b[2K\r\n b\u0007\u202ec\td \u00e9\ud83d\ude00", "Look\u009b at it")
                .getMessage();
        assertThat(message).isEqualTo("a?[2K b??c d \u00e9\ud83d\ude00. Look? at it.");
    }

    @Test
    void aPlaceBeforeItAndAnotherExitCodeKeepWhatAndRemedy() {
        DasllmException failure =
                DasllmException.input("It is broken", "Repair it").at("a.json").withExitCode(ExitCode.USAGE);
        assertThat(failure).hasMessage("a.json: It is broken. Repair it.");
        assertThat(failure.what()).isEqualTo("a.json: It is broken");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
