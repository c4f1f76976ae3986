package org.dasllm.harvest.teacher;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;
import org.jspecify.annotations.Nullable;

/** Where a teacher's key comes from. */
final class SecretSource {
    private SecretSource() {}

    /**
     * The key, asked for with every request; empty where none is configured and none is usual.
     *
     * @throws DasllmException if it is to be somewhere and is not there
     */
    static Supplier<Optional<String>> of(TeacherConfig config) {
        Path file = config.bearerTokenFile() == null ? config.apiKeyFile() : config.bearerTokenFile();
        if (file != null) {
            SecretFile secret =
                    new SecretFile(file, config.bearerTokenFile() == null ? "api_key_file" : "bearer_token_file");
            return () -> Optional.of(secret.read());
        }
        Optional<String> key = variable(config);
        return () -> key;
    }

    private static Optional<String> variable(TeacherConfig config) {
        String named = config.apiKeyEnvironmentVariable();
        if (named != null) {
            return Optional.of(value(named, "or remove api_key_environment_variable where none is needed"));
        }
        boolean vendors = config.baseUrl() == null || config.protocol() == TeacherProtocol.AZURE;
        return config.protocol()
                .keyVariable()
                .filter(usual -> vendors)
                .map(usual ->
                        value(usual, "or name another one in api_key_environment_variable, or a file in api_key_file"));
    }

    private static String value(String variable, String otherwise) {
        @Nullable String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw DasllmException.input(
                    "The environment variable " + variable + " for the teacher's API key is not set",
                    "Set it to the key, " + otherwise);
        }
        return checked(value, "The environment variable " + variable);
    }

    /** @param where who holds it, for messages */
    static String checked(String text, String where) {
        String key = text.strip();
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw DasllmException.input(
                    where + " holds a line break, a blank or a character that no key has",
                    "Put the key there, and nothing else");
        }
        return key;
    }
}
