package org.dasllm.harvest.recorded;

import org.dasllm.harvest.config.RecordedFormat;

/** Where a row has its conversation, its answer and its tools. */
interface Layout {
    RecordedFormat format();

    /** Whether a row has this layout's keys, right or wrong. */
    boolean fits(Row row);

    /**
     * What a row says.
     *
     * @throws RowLeftOut if the row makes no sample
     * @throws org.dasllm.format.error.DasllmException if the file is wrong there
     */
    Conversation read(Row row, Tally tally) throws RowLeftOut;
}
