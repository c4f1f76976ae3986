package org.dasllm.harvest.recorded;

/** Why a row makes no sample: nothing is wrong with the file, and the rows are counted by reason. */
final class RowLeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    RowLeftOut(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
