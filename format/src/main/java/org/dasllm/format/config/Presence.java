package org.dasllm.format.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.io.Place;

/** Knows whether what a path in a configuration names is there. Implementations have a constructor without arguments. */
public interface Presence {
    /** What is wrong, a sentence without its full stop; empty where it is there. */
    Optional<String> absence(Path path);

    /** A file or folder of this machine. */
    final class OnDisk implements Presence {
        @Override
        public Optional<String> absence(Path path) {
            return Files.exists(path) ? Optional.empty() : Optional.of("there is no " + Place.of(path));
        }
    }
}
