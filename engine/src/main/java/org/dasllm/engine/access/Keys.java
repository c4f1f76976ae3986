package org.dasllm.engine.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.RequestRefused;
import org.jspecify.annotations.Nullable;

/**
 * The keys that open a server. A key is found by its SHA-256: how long that takes tells nothing of a key, and with keys that are random,
 * as they have to be, a digest leads back to none.
 */
public final class Keys {
    /** What logs call the key from the environment. */
    static final String FROM_ENVIRONMENT = "environment";

    /** How often the file is looked at. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Optional<KeyEntry> environment;
    private final Optional<KeyFile> file;
    private final LongSupplier clock;
    private final Consumer<String> tell;

    // All below is guarded by this object's lock.
    private final Map<String, Usage> usages = new HashMap<>();
    private Map<String, Caller> byDigest = Map.of();
    private KeyFile.@Nullable Version read;
    private long looked;

    private Keys(Optional<KeyEntry> environment, Optional<KeyFile> file, LongSupplier clock, Consumer<String> tell) {
        this.environment = environment;
        this.file = file;
        this.clock = clock;
        this.tell = tell;
    }

    /**
     * The keys of a server; where there is neither the one nor the other, anybody may use it.
     *
     * @param key one for everything, without limits
     * @param file others, as the package says
     * @param tell gets a sentence when the file has changed
     * @throws DasllmException if the file cannot be used
     */
    public static Keys of(Optional<String> key, Optional<Path> file, Consumer<String> tell) {
        return of(key, file, System::nanoTime, tell);
    }

    static Keys of(Optional<String> key, Optional<Path> file, LongSupplier clock, Consumer<String> tell) {
        Keys keys = new Keys(
                key.map(text -> KeyEntry.unlimited(FROM_ENVIRONMENT, digest(text.getBytes(StandardCharsets.US_ASCII)))),
                file.map(KeyFile::new),
                clock,
                tell);
        keys.load();
        return keys;
    }

    /** Whether anybody may use the server. */
    public boolean open() {
        return environment.isEmpty() && file.isEmpty();
    }

    /**
     * Whose request it is.
     *
     * @param header the request's first header of a name, each byte of it a character
     * @throws RequestRefused with status 401 where it has no key, or one that is not known
     */
    public Caller require(Function<String, Optional<String>> header) {
        if (open()) {
            return Caller.ANYBODY;
        }
        Optional<String> sent = SentKey.of(header);
        Caller caller = sent.isEmpty() ? null : find(digest(sent.get().getBytes(StandardCharsets.ISO_8859_1)));
        if (caller == null) {
            throw RequestRefused.unauthenticated(sent.isPresent());
        }
        return caller;
    }

    private synchronized @Nullable Caller find(String digest) {
        if (file.isPresent() && clock.getAsLong() - looked >= FRESH.toNanos()) {
            looked = clock.getAsLong();
            if (!file.get().version().equals(read)) {
                reload(file.get());
            }
        }
        return byDigest.get(digest);
    }

    private void reload(KeyFile changed) {
        try {
            load();
            tell.accept("The API keys of " + changed.path() + " were read again: " + byDigest.size() + " keys.");
        } catch (DasllmException e) {
            tell.accept("The API keys stay as they were, since their file has changed and cannot be used: "
                    + e.getMessage());
        }
    }

    private synchronized void load() {
        Map<String, Caller> loaded = new HashMap<>();
        environment.ifPresent(key -> loaded.put(key.sha256(), caller(key)));
        if (file.isPresent()) {
            // Before reading: what comes between is noticed at the next look. A broken file is reported once.
            read = file.get().version();
            looked = clock.getAsLong();
            for (KeyEntry key : file.get().read().keys()) {
                if (key.name().equals(FROM_ENVIRONMENT) && environment.isPresent()) {
                    throw DasllmException.input(
                            "The name '" + FROM_ENVIRONMENT + "' in "
                                    + file.get().path() + " is that of the key in the environment variable",
                            "Give the key another name");
                }
                loaded.putIfAbsent(key.sha256(), caller(key));
            }
        }
        byDigest = loaded;
    }

    private Caller caller(KeyEntry key) {
        Usage usage = usages.compute(
                key.name(), (name, known) -> known == null ? Usage.of(key, clock) : known.under(key, clock));
        return Caller.of(key, usage);
    }

    /** The SHA-256 of a key in hexadecimal. */
    static String digest(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
