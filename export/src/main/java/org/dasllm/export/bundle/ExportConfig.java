package org.dasllm.export.bundle;

import org.dasllm.export.weights.ExportType;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * What is exported, and how.
 *
 * @param kind merged weights, the adapter alone, or both
 * @param dtype the element type of merged weights; an adapter stays as it was trained
 * @param force whether to export without a passing verdict; manifest and model card then say so
 * @param shardMegabytes the most weights in one file, in units of 1,000,000 bytes
 * @param licence under which terms the bundle may be used, such as {@code apache-2.0}; the model card and the bill of materials say it
 * @param signer who signs the bundle at once; nobody where it is absent
 */
public record ExportConfig(
        @Default("both") ExportKind kind,
        @Default("f32") ExportType dtype,
        @Default("false") boolean force,
        @Default("5000") int shardMegabytes,
        @Nullable String licence,
        @Nullable SignerConfig signer) {

    public ExportConfig {
        new Faults()
                .unless(shardMegabytes >= 1, "shard_megabytes", "is at least 1, not " + shardMegabytes)
                .refuse();
    }

    /** The usual size of shards. */
    public static ExportConfig of(ExportKind kind, ExportType dtype, boolean force) {
        return new ExportConfig(kind, dtype, force, 5000, null, null);
    }

    long shardBytes() {
        return shardMegabytes * 1_000_000L;
    }
}
