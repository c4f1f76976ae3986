package org.dasllm.cli.models;

import org.jspecify.annotations.Nullable;

/**
 * A model on this machine. What could not be found out is null.
 *
 * @param name {@code ORG/MODEL@REVISION}, or the folder
 * @param commit of a pulled one
 * @param folder where its files are
 * @param architecture as config.json names it
 * @param parameters counted from the weights' headers, a tied head that is stored twice counted twice
 * @param dtype the element type of most of the weights' bytes
 * @param bytes on the disk
 * @param licence as its card says
 * @param training whether it can be trained here
 * @param serving whether it can be served here
 * @param problem why it cannot be used; null where it can
 */
public record ModelReport(
        String name,
        @Nullable String commit,
        String folder,
        @Nullable String architecture,
        @Nullable Long parameters,
        @Nullable String dtype,
        long bytes,
        String licence,
        @Nullable Fit training,
        @Nullable Fit serving,
        @Nullable String problem) {}
