package org.dasllm.dataset.curate;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.files.PieceReader;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.row.MaskPersonalData;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.row.SampleLine;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Turns a line into a row of {@link ReadRow}.
 *
 * @param before the row steps before the split
 * @param behind the row steps behind the split
 * @param masking null where personal data are not masked
 */
record RowReader(
        ReadSample reading,
        RowSteps before,
        RowSteps behind,
        @Nullable MaskPersonalData masking) implements Serializable {
    /** @param file the name of the line's file */
    Row read(String file, TextLine text) {
        String line = text.text();
        return read(
                file,
                line,
                LineKey.of(text),
                text.tooLong()
                        ? reading.tooLong(PieceReader.MOST_BYTES)
                        : text.utf8() ? reading.read(line) : reading.notUtf8());
    }

    /** @param table the name of the row's table */
    Row read(String table, TableLine row) {
        return read(
                table,
                row.text(),
                LineKey.of(row),
                row.fault().isEmpty() ? reading.read(row.text()) : reading.broken(row.fault()));
    }

    private Row read(String file, String line, byte[] key, SampleLine read) {
        @Nullable Sample sample = read.sample();
        @Nullable Rejection rejection = read.rejection();
        ReadRow.Line as = new ReadRow.Line(file, line, key, Sha256.ofString(sample == null ? line : Json.line(sample)));
        if (rejection != null) {
            return dropped(as, sample, rejection);
        }
        if (sample == null) {
            throw new IllegalStateException("a line is neither a sample nor refused");
        }
        Fate fate = before.decide(Candidate.of(sample));
        return fate.rejection() != null
                ? dropped(as, sample, fate.rejection())
                : ReadRow.kept(as, fate.candidate(), behind);
    }

    /** A row that may not have come as far as the masking: what people are shown of it is masked here. */
    private Row dropped(ReadRow.Line line, @Nullable Sample sample, Rejection rejection) {
        return masking == null
                ? ReadRow.dropped(line, sample, rejection)
                : ReadRow.dropped(
                        line,
                        sample == null ? null : masking.masked(sample),
                        new Rejection(rejection.reason(), masking.masked(rejection.detail())));
    }
}
