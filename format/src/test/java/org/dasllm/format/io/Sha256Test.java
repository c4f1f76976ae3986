package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    @TempDir
    Path dir;

    @Test
    void knownValues() throws Exception {
        // FIPS 180-4's example.
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Sha256.ofString("abc")).isEqualTo(abc);
        assertThat(Sha256.ofFile(Files.writeString(dir.resolve("x"), "abc"))).isEqualTo(abc);
    }

    @Test
    void aTreesHashTellsNamesAndContentsButNotTheFoldersPlace() throws Exception {
        Files.createDirectories(dir.resolve("one/sub"));
        Files.createDirectories(dir.resolve("two/sub"));
        for (String tree : new String[] {"one", "two"}) {
            Files.writeString(dir.resolve(tree).resolve("sub/b"), "b");
            Files.writeString(dir.resolve(tree).resolve("a"), "a");
        }
        String hash = Sha256.ofTree(dir.resolve("one"));
        assertThat(Sha256.ofTree(dir.resolve("two"))).isEqualTo(hash);
        Files.move(dir.resolve("two/a"), dir.resolve("two/c"));
        assertThat(Sha256.ofTree(dir.resolve("two"))).isNotEqualTo(hash);
        Files.move(dir.resolve("two/c"), dir.resolve("two/a"));
        Files.writeString(dir.resolve("two/a"), "other");
        assertThat(Sha256.ofTree(dir.resolve("two"))).isNotEqualTo(hash);
    }
}
