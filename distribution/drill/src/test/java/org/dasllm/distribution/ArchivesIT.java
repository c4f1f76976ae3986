package org.dasllm.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the archives, and how their launchers start. */
final class ArchivesIT {
    /** {@code (licence) (licence) name (group:artifact:version - address)}. */
    private static final Pattern THIRD_PARTY =
            Pattern.compile(" +((?:\\([^()]*(?:\\([^()]*\\)[^()]*)*\\) )+).*\\((\\S+:\\S+) - .*\\)");

    private static final Pattern LICENCE = Pattern.compile("\\(([^()]*)\\) ");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"everything", "engine", "gpu-host", "spark-job"})
    void checksumsBillOfMaterialsAndLicencesAreOfWhatIsThere(String role) throws IOException, InterruptedException {
        Path file = Archive.file(role);
        assertThat(Files.readString(Archive.FOLDER.resolve("SHA256SUMS")))
                .contains(Sha256.ofFile(file) + "  " + file.getFileName());
        System.out.println(file.getFileName() + ": " + Files.size(file) + " bytes");
        Archive archive = Archive.unpack(role, folder);
        List<String> notices = Files.readAllLines(archive.home().resolve("THIRD-PARTY.txt"));
        JsonNode bill = Json.readTree(archive.home().resolve("sbom.cdx.json"));
        assertThat(bill.path("specVersion").asText()).isEqualTo("1.6");
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : bill.path("components")) {
            String name = component.path("group").asText() + ":"
                    + component.path("name").asText() + ":"
                    + component.path("version").asText();
            if (!name.startsWith("org.dasllm:")) {
                assertThat(notices).as(name).anyMatch(line -> line.contains("(" + name + " - "));
            }
            component
                    .path("hashes")
                    .forEach(hash -> listed.add(hash.path("content").asText()));
        }
        if (!role.equals("spark-job")) {
            assertThat(jars(archive))
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(listed).as(jar.toString()).contains(Sha256.ofFile(jar)));
            assertThat(classPath(archive))
                    .containsExactlyInAnyOrderElementsOf(jars(archive).stream()
                            .map(jar -> jar.getFileName().toString())
                            .toList());
        }
        assertThat(withoutText(notices, archive.home().resolve("LICENSES"))).isEmpty();
        assertThat(archive.home().resolve("LICENSE")).isRegularFile();
    }

    private static List<Path> jars(Archive archive) throws IOException {
        try (Stream<Path> files = Files.list(archive.home().resolve("lib"))) {
            return files.filter(path -> path.toString().endsWith(".jar") && !path.endsWith("dasllm.jar"))
                    .toList();
        }
    }

    /** What Java loads: a library that is there and not named is none. */
    private static List<String> classPath(Archive archive) throws IOException {
        try (JarFile jar = new JarFile(archive.home().resolve("lib/dasllm.jar").toFile())) {
            return List.of(jar.getManifest()
                    .getMainAttributes()
                    .getValue(Attributes.Name.CLASS_PATH)
                    .split(" "));
        }
    }

    /** Libraries of whose licences neither one's text is there by its name. */
    private static List<String> withoutText(List<String> notices, Path licences) {
        List<String> without = new ArrayList<>();
        int read = 0;
        for (String line : notices) {
            Matcher third = THIRD_PARTY.matcher(line);
            if (third.matches()) {
                read++;
                Matcher each = LICENCE.matcher(third.group(1));
                boolean found = false;
                while (each.find()) {
                    found |= Files.isRegularFile(licences.resolve(each.group(1) + ".txt"));
                }
                if (!found) {
                    without.add(line.strip());
                }
            }
        }
        assertThat(read).isPositive();
        return without;
    }

    @Test
    void itStartsFromAnyFolderAndByLinks() throws IOException, InterruptedException {
        Archive engine = Archive.unpack("engine", folder.resolve("a folder with spaces and ö"));
        Path links = Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(links.resolve("one"), links.relativize(engine.launcher()));
        Files.createSymbolicLink(links.resolve("dasllm"), Path.of("one"));
        for (Path launcher : List.of(engine.launcher(), links.resolve("dasllm"))) {
            Archive.Ran ran = Archive.run(Path.of("/"), Map.of(), launcher.toString(), "--version");
            assertThat(ran.code()).as(ran.text()).isZero();
            assertThat(ran.text()).startsWith("dasllm " + System.getProperty("dasllm.version"));
        }
        String path = links + ":" + System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
        Archive.Ran byName = Archive.run(folder, Map.of("PATH", path, "JAVA_HOME", ""), "sh", "-c", "dasllm --version");
        assertThat(byName.text()).startsWith("dasllm " + System.getProperty("dasllm.version"));
    }

    @Test
    void aRoleOffersItsCommandsAndNamesTheArchiveOfTheOthers() throws IOException, InterruptedException {
        Archive engine = Archive.unpack("engine", folder.resolve("engine"));
        String launcher = engine.launcher().toString();
        Archive.Ran help = Archive.run(folder, Map.of(), launcher, "--help");
        assertThat(help.text()).contains("  serve ", "  restore ").doesNotContain("  curate ", "  train ");
        Archive.Ran curate = Archive.run(folder, Map.of(), launcher, "curate", "--help");
        assertThat(curate.code()).isEqualTo(2);
        assertThat(curate.text())
                .isEqualTo("dasllm: The command curate is not a part of this installation, which is the archive engine."
                        + " Install the archive everything for it.\n");
        Archive.Ran doctor = Archive.run(folder, Map.of(), launcher, "doctor");
        assertThat(doctor.code()).as(doctor.text()).isZero();
        assertThat(doctor.text()).contains("device: auto picks onednn");
    }

    /** The JVM asks an empty file of hosts and nobody else: no address for this machine's own name, as without a network. */
    @Test
    void aMachineWhoseNameNobodyKnowsIsExaminedInSilence() throws IOException, InterruptedException {
        Archive everything = Archive.unpack("everything", folder);
        Path hosts = Files.createFile(folder.resolve("hosts"));
        Archive.Ran doctor = Archive.run(
                folder,
                Map.of("DASLLM_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts),
                everything.launcher().toString(),
                "doctor");
        assertThat(doctor.code()).as(doctor.text()).isZero();
        assertThat(doctor.text()).contains("  nd4j  ").doesNotContain("Exception");
    }

    @Test
    void aWrongMachineAndAWrongJavaAreNamedInOneLine() throws IOException, InterruptedException {
        Archive engine = Archive.unpack("engine", folder.resolve("engine"));
        String launcher = engine.launcher().toString();
        Path old = folder.resolve("old");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 0\n");
        assertThat(old.resolve("bin/java").toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Archive.Ran eleven = Archive.run(folder, Map.of("JAVA_HOME", old.toString()), launcher, "doctor");
        assertThat(eleven.code()).isEqualTo(3);
        assertThat(eleven.text()).contains("is Java 11. Install a JDK 17 to 25").hasLineCount(1);
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"21.0.2\"\nMODULES=\"java.base\"\n");
        Archive.Ran cut = Archive.run(folder, Map.of("JAVA_HOME", old.toString()), launcher, "doctor");
        assertThat(cut.text()).contains("it is a cut-down Java").hasLineCount(1);
        Files.writeString(engine.home().resolve("lib/platform"), "plan9-vax\n");
        Archive.Ran vax = Archive.run(folder, Map.of(), launcher, "doctor");
        assertThat(vax.code()).isEqualTo(3);
        assertThat(vax.text()).contains("has the native libraries of plan9-vax").hasLineCount(1);
    }
}
