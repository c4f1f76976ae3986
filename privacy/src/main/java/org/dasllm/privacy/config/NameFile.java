package org.dasllm.privacy.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.TextFile;
import org.dasllm.privacy.detect.NameDetector;

/** A text file of names, one on each line; empty lines, and those that begin with {@code #}, are left out. */
final class NameFile {
    private NameFile() {}

    static List<String> read(Path file) {
        List<String> names = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.read(file).lines().toList()) {
            number++;
            String name = line.strip();
            if (name.isEmpty() || name.startsWith("#")) {
                continue;
            }
            try {
                // Only asked whether it would be taken.
                new NameDetector(List.of(name));
            } catch (IllegalArgumentException refused) {
                throw DasllmException.input(
                        file + ":" + number + " is no name: " + refused.getMessage(), "Write one name on each line");
            }
            names.add(name);
        }
        if (names.isEmpty()) {
            throw DasllmException.input(
                    file + " holds no names", "Write one name on each line, or remove the key 'names'");
        }
        return names;
    }
}
