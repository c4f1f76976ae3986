package org.dasllm.cli.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A whole JDK on this machine, as its own file {@code release} says.
 *
 * @param home its folder, which {@code JAVA_HOME} names
 * @param feature the first number of its version, such as 25
 */
record InstalledJdk(Path home, int feature) {
    /** Where systems, SDKMAN! and IntelliJ put them, each in a folder of its own. */
    static final List<Path> FOLDERS = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"),
            Path.of(System.getProperty("user.home"), ".jdks"));

    /** Such as {@code JAVA_HOME_21_X64}, as services of CI have one for each that they bring. */
    private static final String VARIABLE = "JAVA_HOME_";

    private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"([0-9]+)\\b.*", Pattern.MULTILINE);
    private static final Pattern MODULES = Pattern.compile("^MODULES=\"(.*)\"", Pattern.MULTILINE);
    private static final String VECTORS = "jdk.incubator.vector";

    /** That in which this process runs. */
    static InstalledJdk current() {
        return new InstalledJdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** The first of this feature release: those of the environment come first, the others in the order of their names. */
    static Optional<InstalledJdk> find(int feature, Map<String, String> environment, List<Path> folders) {
        Stream<Path> named = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(VARIABLE))
                .sorted(Map.Entry.comparingByKey())
                .map(variable -> Path.of(variable.getValue()));
        Stream<Path> there = folders.stream().flatMap(folder -> within(folder).stream());
        return Stream.concat(named, there)
                .flatMap(home -> read(home).stream())
                .filter(jdk -> jdk.feature == feature)
                .findFirst();
    }

    private static List<Path> within(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> each = Files.list(folder)) {
            return each.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where a folder has no JDK, or one without the modules that the product needs. */
    private static Optional<InstalledJdk> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)
                || !Files.isExecutable(home.resolve("bin").resolve("javac"))) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(release);
            Matcher version = VERSION.matcher(text);
            Matcher modules = MODULES.matcher(text);
            boolean whole =
                    !modules.find() || List.of(modules.group(1).split(" ")).contains(VECTORS);
            return version.find() && whole
                    ? Optional.of(new InstalledJdk(home, Integer.parseInt(version.group(1))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
