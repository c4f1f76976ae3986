package org.dasllm.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.ExistingPaths;
import org.dasllm.format.config.Problems;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Place;
import org.dasllm.format.io.TextFile;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML file and the {@code --set} options over it, bound to a record; refused as a whole if any part is wrong. */
public final class ConfigurationFile {
    private static final int MAXIMUM_CHARACTERS = 1 << 20;

    private ConfigurationFile() {}

    /**
     * Reads the file into a record.
     *
     * @param overrides {@code a.b=c} pairs that replace or add keys
     * @throws DasllmException naming every error with its file and line
     */
    public static <T extends Record> T read(Path file, Map<String, String> overrides, Class<T> type) {
        return read(file, overrides, type, ExistingPaths.REQUIRED);
    }

    /** As above, on a machine where the files that it names need not be. */
    public static <T extends Record> T readWherever(Path file, Map<String, String> overrides, Class<T> type) {
        return read(file, overrides, type, ExistingPaths.NOT_LOOKED_FOR);
    }

    private static <T extends Record> T read(
            Path file, Map<String, String> overrides, Class<T> type, ExistingPaths paths) {
        MappingNode root = root(file, text(file));
        overrides.forEach((path, value) -> override(root, path, value));
        Problems problems = new Problems();
        ConfigSource source = YamlTree.of(root, file.toString(), problems);
        return ConfigBinder.bind(source, type, problems, paths);
    }

    /**
     * Reads a file that comes with this program.
     *
     * @param resource its absolute name on the class path
     */
    public static <T extends Record> T shipped(String resource, Class<T> type) {
        try (InputStream in = ConfigurationFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this installation lacks " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Problems problems = new Problems();
            Path name = Path.of(resource).getFileName();
            ConfigSource source = YamlTree.of(root(Path.of(String.valueOf(name)), text), resource, problems);
            return ConfigBinder.bind(source, type, problems, ExistingPaths.REQUIRED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a section is where a file does not have it; all of its keys must have defaults. */
    public static <T extends Record> T defaults(Class<T> type) {
        return ConfigBinder.bind(ConfigSource.json("{}", "the defaults"), type);
    }

    private static String text(Path file) {
        if (!Files.exists(file)) {
            throw DasllmException.usage(
                    "There is no configuration file " + Place.of(file), "Name one, such as configs/demo.yaml");
        }
        String text;
        try {
            text = TextFile.read(file);
        } catch (DasllmException refused) {
            throw Files.isReadable(file) ? refused.withExitCode(ExitCode.USAGE) : refused;
        }
        if (text.length() > MAXIMUM_CHARACTERS) {
            throw DasllmException.usage(
                    file + " is larger than a configuration can be", "Name a YAML file such as configs/demo.yaml");
        }
        return text;
    }

    private static MappingNode root(Path file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(20);
        options.setNestingDepthLimit(20);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node instanceof MappingNode mapping) {
                return mapping;
            }
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark();
            String line = mark == null ? "" : ":" + (mark.getLine() + 1);
            throw DasllmException.usage(
                    file + line + ": not valid YAML: " + broken.getProblem(), "Correct this line and run again");
        } catch (YAMLException broken) {
            throw DasllmException.usage(file + ": not valid YAML: " + broken.getMessage(), "Correct it and run again");
        }
        throw DasllmException.usage(file + ":1: expected keys and values", "See configs/demo.yaml for an example");
    }

    private static void override(MappingNode root, String path, String value) {
        Mark mark = new Mark("--set " + path + "=" + value, 0, 0, 0, new int[0], 0);
        MappingNode at = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            at = child(at, keys[i], mark);
        }
        Node node = valueOfOption(path, value);
        put(at, keys[keys.length - 1], node == null ? scalar("", mark) : remark(node, mark), mark);
    }

    /**
     * A list, a section or a text in quotes as in the file; anything else is one value as it is written, such as a path
     * with {@code " #"}, {@code ": "} or a blank at its end.
     */
    private static @Nullable Node valueOfOption(String path, String value) {
        Mark nowhere = new Mark("--set " + path, 0, 0, 0, new int[0], 0);
        boolean yaml = !value.isEmpty() && "[{\"'".indexOf(value.charAt(0)) >= 0;
        try {
            Node node = new Yaml().compose(new StringReader(value));
            boolean whole =
                    node instanceof ScalarNode scalar && scalar.getValue().equals(value);
            if (node == null && !value.isBlank()) {
                // To YAML it is a comment or a directive.
                return scalar(value, nowhere);
            }
            return node == null || yaml || whole ? node : scalar(value, nowhere);
        } catch (YAMLException broken) {
            if (!yaml) {
                return scalar(value, nowhere);
            }
            String problem = broken instanceof MarkedYAMLException marked ? marked.getProblem() : broken.getMessage();
            throw DasllmException.usage(
                    "--set " + path + "=" + value + ": not valid YAML: " + problem,
                    "Write the value as it would stand in the file, in quotes if it begins with a bracket");
        }
    }

    private static MappingNode child(MappingNode parent, String key, Mark mark) {
        for (NodeTuple tuple : parent.getValue()) {
            if (name(tuple).equals(key) && tuple.getValueNode() instanceof MappingNode mapping) {
                return mapping;
            }
        }
        MappingNode created = new MappingNode(
                Tag.MAP, true, new ArrayList<>(), mark, mark, org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
        put(parent, key, created, mark);
        return created;
    }

    private static void put(MappingNode parent, String key, Node value, Mark mark) {
        List<NodeTuple> tuples = new ArrayList<>(parent.getValue());
        tuples.removeIf(tuple -> name(tuple).equals(key));
        tuples.add(new NodeTuple(scalar(key, mark), value));
        parent.setValue(tuples);
    }

    /** The same node, all of it marked as coming from the option. */
    private static Node remark(Node node, Mark mark) {
        if (node instanceof ScalarNode scalar) {
            return new ScalarNode(scalar.getTag(), scalar.getValue(), mark, mark, scalar.getScalarStyle());
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> items =
                    sequence.getValue().stream().map(item -> remark(item, mark)).toList();
            return new SequenceNode(node.getTag(), true, items, mark, mark, sequence.getFlowStyle());
        }
        if (node instanceof MappingNode mapping) {
            List<NodeTuple> tuples = mapping.getValue().stream()
                    .map(tuple -> new NodeTuple(remark(tuple.getKeyNode(), mark), remark(tuple.getValueNode(), mark)))
                    .toList();
            return new MappingNode(node.getTag(), true, tuples, mark, mark, mapping.getFlowStyle());
        }
        return node;
    }

    private static ScalarNode scalar(String text, Mark mark) {
        return new ScalarNode(Tag.STR, text, mark, mark, org.yaml.snakeyaml.DumperOptions.ScalarStyle.PLAIN);
    }

    static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
    }
}
