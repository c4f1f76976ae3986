package org.dasllm.harvest.config;

import java.nio.file.Path;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/**
 * One file of recorded traffic.
 *
 * @param path JSON of objects, one a line or in an array, CSV or Parquet, by what is in the file; {@code .csv} and {@code .tsv} are always
 *     CSV. JSON and CSV may be compressed with gzip or zstd
 * @param split {@code train}, {@code validation} or {@code test} where the whole file belongs to it; null where curation
 *     decides
 */
public record RecordedFile(@Existing Path path, @Nullable String split) {
    public RecordedFile {
        new Faults()
                .unless(
                        split == null || Split.labels().contains(split),
                        "split",
                        "is train, validation or test, not '" + split + "'")
                .refuse();
    }
}
