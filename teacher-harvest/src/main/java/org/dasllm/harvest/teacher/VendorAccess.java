package org.dasllm.harvest.teacher;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.ClientCodec;

/** What requests to a teacher's vendor need beside an address: the key, and what else its protocol wants in every head. */
public final class VendorAccess {
    private final ClientCodec codec;
    private final Supplier<Optional<String>> key;

    private VendorAccess(ClientCodec codec, Supplier<Optional<String>> key) {
        this.codec = codec;
        this.key = key;
    }

    /**
     * Finds the key.
     *
     * @throws org.dasllm.format.error.DasllmException if it is not where it is to be
     */
    public static VendorAccess of(TeacherConfig teacher) {
        return new VendorAccess(teacher.codec().orElseThrow(), SecretSource.of(teacher));
    }

    /** Of a request that is about to be sent. */
    public Map<String, String> headers() {
        return codec.headers(key.get());
    }

    /** A text of the server's without the key, which some put into their messages. */
    public String withoutKey(String text) {
        return key.get().map(secret -> text.replace(secret, "***")).orElse(text);
    }
}
