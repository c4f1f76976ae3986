package org.dasllm.cli.options;

import java.util.Optional;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.backup.store.Stores;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a store that is no folder. */
public final class StoreOptions {
    public static final String STORE = "a folder, or s3://bucket/prefix";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "the server of an S3 store that is not Amazon's, such as http://127.0.0.1:9000")
    private @Nullable String endpoint;

    @Option(names = "--region", description = "the region of an S3 store, otherwise as AWS's environment and files say")
    private @Nullable String region;

    /**
     * Refuses what is given here.
     *
     * @param why it does not apply, a sentence that begins with the option's name
     */
    void refuse(String why) {
        if (endpoint != null || region != null) {
            throw DasllmException.usage((endpoint == null ? "--region " : "--endpoint ") + why, "Leave it out");
        }
    }

    /** Opens the store at a place. Keys are read from AWS's environment variables and files. */
    public ObjectStore open(String place) {
        return Stores.open(new StoreAddress(place, Optional.ofNullable(endpoint), Optional.ofNullable(region)));
    }
}
