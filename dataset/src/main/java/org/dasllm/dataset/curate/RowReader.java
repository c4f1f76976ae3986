package org.dasllm.dataset.curate;

import org.apache.spark.sql.Row;
import org.dasllm.dataset.row.MaskPersonalData;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.row.SampleLine;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Decision;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Turns a line into a row of {@link Columns#READ}.
 *
 * @param steps those that see a sample while it is read
 * @param masking null where personal data are not masked
 */
record RowReader(
        ReadSample reading, RowSteps steps, @Nullable MaskPersonalData masking) implements RowOfLine {
    @Override
    public Row read(String file, TextLine text) {
        String line = text.text();
        return read(
                file,
                line,
                text.tooLong()
                        ? reading.tooLong(PieceReader.MOST_BYTES)
                        : text.utf8() ? reading.read(line) : reading.notUtf8());
    }

    Row read(String file, TableLine row) {
        return read(file, row.text(), row.fault().isEmpty() ? reading.read(row.text()) : reading.broken(row.fault()));
    }

    private Row read(String file, String line, SampleLine read) {
        @Nullable Sample sample = read.sample();
        @Nullable Rejection rejection = read.rejection();
        String contentHash = Sha256.ofString(sample == null ? line : Json.line(sample));
        if (rejection != null) {
            return rejected(file, line, contentHash, sample, rejection);
        }
        if (sample == null) {
            throw new IllegalStateException("a line is neither a sample nor refused");
        }
        Decision decision = steps.decide(Candidate.of(sample));
        return decision instanceof Rejection refused
                ? rejected(file, line, contentHash, sample, refused)
                : RowFormat.READ.row(file, line, contentHash, sample, decision);
    }

    /** A row that may not have come as far as the masking: what people are shown of it is masked here. */
    private Row rejected(String file, String line, String contentHash, @Nullable Sample sample, Rejection rejection) {
        if (masking == null) {
            return RowFormat.READ.row(file, line, contentHash, sample, rejection);
        }
        return RowFormat.READ.row(
                file,
                line,
                contentHash,
                sample == null ? null : masking.masked(sample),
                new Rejection(rejection.reason(), masking.masked(rejection.detail())));
    }
}
