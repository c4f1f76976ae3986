package org.dasllm.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rooms that one finds one's way in: packages of a size that can be looked over, which do not depend on each other in a circle. */
final class PackagesTest {
    private static final int MOST_FILES = 40;

    /** Read from the sources, so that modules which are not on this class path count as well. Surefire runs this in the project's folder. */
    @Test
    void noPackageHasMoreThanFortyFiles() throws IOException {
        Map<Path, Integer> files = new TreeMap<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean beside =
                        name.equals("target") || name.equals("test") || (name.startsWith(".") && name.length() > 1);
                return beside ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")
                        && file.toString().replace('\\', '/').contains("src/main/java/")) {
                    files.merge(file.resolveSibling(""), 1, Integer::sum);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(files).hasSizeGreaterThan(100);
        files.values().removeIf(count -> count <= MOST_FILES);
        assertThat(files).isEmpty();
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("org.dasllm.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.dasllm"));
    }
}
