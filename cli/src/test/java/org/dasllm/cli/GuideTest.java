package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What the guide and the README have people type is parsed, their YAML is bound, and the messages that the guide explains are those of the code. */
final class GuideTest {
    private static final Path GUIDE = Path.of("docs", "guide.md");
    private static final List<Path> PAGES = List.of(GUIDE, Path.of("README.md"), Path.of("CONTRIBUTING.md"));

    /** A part of a section further in, in the place that the guide names. */
    private static final Map<String, String> WHERE = Map.of("terms", "harvest.teachers.vendor");

    private static final Pattern MESSAGE = Pattern.compile("\\| `(.+)` \\| .*");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final int SHORTEST_FRAGMENT = 9;

    @TempDir
    Path folder;

    static Stream<DocumentBlocks.Typed> commands() {
        return PAGES.stream().flatMap(page -> DocumentBlocks.commands(page).stream());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandLineIsParsed(DocumentBlocks.Typed typed) {
        assertThatCode(() -> Main.commands().parseArgs(typed.arguments().toArray(String[]::new)))
                .as(typed.toString())
                .doesNotThrowAnyException();
    }

    @Test
    void thereAreManyCommandLines() {
        assertThat(commands()).hasSizeGreaterThan(45);
        assertThat(DocumentBlocks.words("run a.yaml --set 'x=[a, b]' --fill \"N=t u\"  # why"))
                .containsExactly("run", "a.yaml", "--set", "x=[a, b]", "--fill", "N=t u");
        assertThatCode(() -> Main.commands().parseArgs("run", "mine/run.yaml", "--no-such-option"))
                .hasMessageContaining("--no-such-option");
    }

    static Stream<DocumentBlocks.Block> yaml() {
        return DocumentBlocks.blocks(GUIDE).stream()
                .filter(block -> block.language().equals("yaml"));
    }

    /** A whole file by itself; a part of one over a whole one of the guide, or over one without its labels, where it brings others. */
    @ParameterizedTest
    @MethodSource("yaml")
    void everyBlockOfYamlIsAccepted(DocumentBlocks.Block block) throws IOException {
        MappingNode part = compose(block.text());
        if (block.lines().get(0).startsWith("run:")) {
            read(block.text());
            return;
        }
        List<String> refusals = new ArrayList<>();
        for (DocumentBlocks.Block whole :
                yaml().filter(each -> each.lines().get(0).startsWith("run:")).toList()) {
            for (boolean labels : new boolean[] {true, false}) {
                MappingNode file = compose(whole.text());
                if (!labels) {
                    file.getValue().removeIf(each -> name(each).equals("harvest"));
                }
                merge(place(file, part), part);
                Optional<String> refused = refusal(file);
                if (refused.isEmpty()) {
                    return;
                }
                refusals.add(refused.get());
            }
        }
        throw new AssertionError(block + " is accepted over no file of the guide: " + refusals);
    }

    @Test
    void aPartWithAWrongKeyIsAcceptedOverNothing() throws IOException {
        MappingNode file = compose(yaml().findFirst().orElseThrow().text());
        merge(file, compose("evaluate: {no_such_key: 1}"));
        assertThat(refusal(file).orElseThrow()).contains("no_such_key");
    }

    private Optional<String> refusal(MappingNode file) throws IOException {
        StringWriter text = new StringWriter();
        new Yaml().serialize(file, text);
        try {
            read(text.toString());
            return Optional.empty();
        } catch (DasllmException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), text);
        assertThat(ConfigurationFile.readWherever(file, Map.of(), PipelineConfig.class)
                        .run())
                .isNotBlank();
    }

    private static MappingNode compose(String text) {
        return (MappingNode) new Yaml().compose(new StringReader(text));
    }

    private static String name(NodeTuple entry) {
        return ((ScalarNode) entry.getKeyNode()).getValue();
    }

    private static Optional<Node> value(MappingNode section, String key) {
        return section.getValue().stream()
                .filter(entry -> name(entry).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    /** The section of a file that a part belongs into: the file itself, or the one that its only key has its place in. */
    private static MappingNode place(MappingNode file, MappingNode part) {
        String path = WHERE.get(name(part.getValue().get(0)));
        MappingNode at = file;
        for (String key : path == null ? new String[0] : path.split("\\.")) {
            Optional<Node> next = value(at, key);
            if (next.isEmpty()) {
                return file;
            }
            at = (MappingNode) next.get();
        }
        return at;
    }

    private static void merge(MappingNode into, MappingNode part) {
        for (NodeTuple entry : part.getValue()) {
            Optional<Node> there = value(into, name(entry));
            if (there.isPresent()
                    && there.get() instanceof MappingNode section
                    && entry.getValueNode() instanceof MappingNode more) {
                merge(section, more);
            } else {
                into.getValue().removeIf(each -> name(each).equals(name(entry)));
                into.getValue().add(entry);
            }
        }
    }

    @Test
    void everyBlockOfJsonIsJson() {
        List<DocumentBlocks.Block> blocks = DocumentBlocks.blocks(GUIDE).stream()
                .filter(block -> block.language().equals("json"))
                .toList();
        assertThat(blocks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(Json.parse(block.text(), JsonNode.class, block.toString())
                                .isObject())
                        .isTrue());
    }

    /** What stands between the parts that differ occurs in the code, where texts of several lines are one. */
    @Test
    void everyMessageThatIsExplainedIsOneOfTheCode() throws IOException {
        String code = code();
        List<String> lines = DocumentBlocks.lines(GUIDE);
        int explained = 0;
        List<String> unknown = new ArrayList<>();
        for (String line : lines.subList(lines.indexOf("## 9. When it says no"), lines.size())) {
            Matcher row = MESSAGE.matcher(line);
            if (row.matches()) {
                explained++;
                for (String fragment : row.group(1).split("…", -1)) {
                    if (fragment.strip().length() >= SHORTEST_FRAGMENT && !code.contains(fragment)) {
                        unknown.add(fragment);
                    }
                }
            }
        }
        assertThat(unknown).as("in no source").isEmpty();
        assertThat(explained).isGreaterThan(25);
    }

    private static String code() throws IOException {
        StringBuilder code = new StringBuilder(Files.readString(Path.of("dasllm")));
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            for (Path file : files.filter(each -> each.toString().contains("/src/main/java/")
                            && each.toString().endsWith(".java"))
                    .toList()) {
                code.append(Files.readString(file));
            }
        }
        return JOINED.matcher(code).replaceAll("");
    }
}
