package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.row.SampleLine;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Turns a line into a row of {@link Columns#READ}.
 *
 * @param steps those that see a sample while it is read
 */
record RowReader(ReadSample reading, RowSteps steps) implements Serializable {
    Row read(String file, TextLine text) {
        String line = text.text();
        SampleLine read = text.tooLong()
                ? reading.tooLong(PieceReader.MOST_BYTES)
                : text.utf8() ? reading.read(line) : reading.notUtf8();
        @Nullable Sample sample = read.sample();
        @Nullable Rejection rejection = read.rejection();
        String contentHash = Sha256.ofString(sample == null ? line : Json.line(sample));
        if (rejection != null) {
            return RowFormat.READ.row(file, line, contentHash, sample, rejection);
        }
        if (sample == null) {
            throw new IllegalStateException("a line is neither a sample nor refused");
        }
        return RowFormat.READ.row(file, line, contentHash, sample, steps.decide(Candidate.of(sample)));
    }
}
