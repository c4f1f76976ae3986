package org.dasllm.backup.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;

/** Opens the store at an address. */
public final class Stores {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

    private Stores() {}

    /**
     * Opens a folder, or what a {@link StoreProvider} knows.
     *
     * @throws DasllmException if no store of this kind can be opened here
     */
    public static ObjectStore open(StoreAddress address) {
        String place = address.place();
        Matcher scheme = SCHEME.matcher(place);
        if (scheme.matches()) {
            return provider(scheme.group(1)).open(address);
        }
        if (address.endpoint().isPresent() || address.region().isPresent()) {
            throw DasllmException.usage(
                    place + " is a folder, which has neither an endpoint nor a region",
                    "Name the store as s3://bucket/prefix, or leave the option out");
        }
        if (place.isBlank()) {
            throw DasllmException.usage("The store's name is empty", "Name a folder, or s3://bucket/prefix");
        }
        try {
            return new FolderStore(Path.of(place));
        } catch (InvalidPathException wrong) {
            throw DasllmException.usage(
                    "The store's name is no folder's: " + wrong.getReason(), "Name a folder, or s3://bucket/prefix");
        }
    }

    private static StoreProvider provider(String scheme) {
        for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
            if (provider.scheme().equals(scheme)) {
                return provider;
            }
        }
        throw scheme.equals("s3")
                ? DasllmException.usage(
                        "This installation has no access to stores of the S3 protocol",
                        "Install an archive that has dasllm-backup-s3, or name a folder")
                : DasllmException.usage(
                        "There is no store of the kind " + scheme + "://", "Name a folder, or s3://bucket/prefix");
    }
}
