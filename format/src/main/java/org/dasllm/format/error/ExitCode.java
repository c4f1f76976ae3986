package org.dasllm.format.error;

/** The documented exit codes of every command. */
public enum ExitCode {
    DONE(0),
    /** The command line or the configuration is wrong. */
    USAGE(2),
    /** A file, a server or the machine did not give what was needed. */
    INPUT(3),
    /** The evaluation ran and its verdict is not "non-inferior", or a dataset was made and does not pass its gates. */
    VERDICT(4),
    /** The budget for paid answers is used up. */
    BUDGET(5),
    /** A fault of this program. */
    FAULT(70),
    /** Others are at work, such as a vendor on a batch: the same command goes on later. The number is that of a temporary failure. */
    LATER(75);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
