package org.dasllm.bedrock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dasllm.backup.store.ObjectStore;
import org.dasllm.backup.store.StoreAddress;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.batch.LineReader;
import org.dasllm.harvest.batch.VendorUnavailable;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.s3.S3StoreProvider;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The store through which requests go to Bedrock and results come back: any that speaks the S3 protocol. */
final class BatchStore {
    private static final int MOST_LINE_BYTES = 64 << 20;
    private static final int SERVER_ERRORS = 500;
    private static final int TOO_MANY = 429;

    private final Optional<String> endpoint;
    private final String region;

    BatchStore(BatchConfig batch, String region) {
        this.endpoint = Optional.ofNullable(batch.storeEndpoint());
        this.region = region;
    }

    /**
     * Writes an object.
     *
     * @param folder such as {@code s3://bucket/folder}
     * @param text in UTF-8
     */
    void write(String folder, String name, byte[] text) throws VendorUnavailable {
        this.<Boolean>in(folder, store -> {
            store.put(name, new String(text, StandardCharsets.UTF_8));
            return true;
        });
    }

    boolean has(String folder, String name) throws VendorUnavailable {
        return in(folder, store -> store.size(name).isPresent());
    }

    /** The names of the objects in a folder and below it. */
    List<String> names(String folder) throws VendorUnavailable {
        return in(folder, store -> store.list(""));
    }

    /** Hands over the lines of an object that are not empty, as they come; it may end in the middle by a failure. */
    void lines(String folder, String name, Consumer<String> each) throws VendorUnavailable {
        String broken = in(folder, store -> {
            try (InputStream in = store.open(name)) {
                LineReader lines = new LineReader(in, MOST_LINE_BYTES);
                for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                    if (!line.get().isBlank()) {
                        each.accept(line.get());
                    }
                }
                return "";
            } catch (IOException failure) {
                return folder + "/" + name + " broke off: " + failure.getMessage();
            }
        });
        if (!broken.isEmpty()) {
            throw new VendorUnavailable(broken, false);
        }
    }

    private <T> T in(String folder, Function<ObjectStore, T> use) throws VendorUnavailable {
        StoreAddress address = new StoreAddress(folder, endpoint, Optional.of(region));
        try (ObjectStore store = new S3StoreProvider().open(address)) {
            return use.apply(store);
        } catch (DasllmException refused) {
            if (passes(refused.getCause())) {
                throw new VendorUnavailable(refused.what(), false);
            }
            throw refused;
        } catch (SdkException failure) {
            // Of a stream that is read.
            throw new VendorUnavailable(folder + ": " + failure.getMessage(), false);
        }
    }

    /** Whether the store may give what it refused, when it is asked again. */
    private static boolean passes(@Nullable Throwable cause) {
        return cause instanceof AwsServiceException service
                ? service.statusCode() >= SERVER_ERRORS || service.statusCode() == TOO_MANY
                : cause instanceof SdkException;
    }
}
