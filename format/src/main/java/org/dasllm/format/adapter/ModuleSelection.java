package org.dasllm.format.adapter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which modules an adapter is put on, or kept from, by PEFT's rules; a module is such as {@code model.layers.0.mlp.up_proj}. */
public sealed interface ModuleSelection {

    boolean matches(String module);

    /** Modules whose name is one of the given ones, or ends with one of them after a dot. */
    static ModuleSelection named(List<String> names) {
        return new Named(names, List.of(), List.of());
    }

    /** Every linear layer but the output head. */
    record AllLinear() implements ModuleSelection {
        /** What it is called in a file. */
        public static final String NAME = "all-linear";

        @Override
        public boolean matches(String module) {
            return !module.equals("lm_head");
        }
    }

    /**
     * Modules whose whole name a regular expression matches.
     *
     * @param expression of Java's dialect, which what PEFT's users write in Python's usually also is
     */
    record Matching(String expression) implements ModuleSelection {
        public Matching {
            compile(expression);
        }

        @Override
        public boolean matches(String module) {
            return Pattern.matches(expression, module);
        }
    }

    /**
     * Modules by the ends of their names, of all layers or of some.
     *
     * @param names names, or what follows a dot in them
     * @param layers numbers of layers, PEFT's {@code layers_to_transform}; empty for all. A module that is named in full
     *     is taken whatever its layer
     * @param layersPatterns what stands before a layer's number, PEFT's {@code layers_pattern}; empty for anything
     */
    record Named(List<String> names, List<Integer> layers, List<String> layersPatterns) implements ModuleSelection {
        public Named {
            names = List.copyOf(names);
            layers = List.copyOf(layers);
            layersPatterns = List.copyOf(layersPatterns);
            layersPatterns.forEach(ModuleSelection::compile);
        }

        @Override
        public boolean matches(String module) {
            return names.contains(module)
                    || (names.stream().anyMatch(name -> module.endsWith("." + name)) && inLayer(module));
        }

        private boolean inLayer(String module) {
            if (layers.isEmpty()) {
                return true;
            }
            List<String> before = layersPatterns.isEmpty() ? List.of("[^.]*") : layersPatterns;
            String start = layersPatterns.isEmpty() ? ".*?\\." : "(?:|.*?\\.)";
            for (String pattern : before) {
                Matcher matcher = Pattern.compile(start + pattern + "\\.(?<layer>\\d+)\\.")
                        .matcher(module);
                if (matcher.lookingAt()) {
                    return layers.contains(Integer.valueOf(matcher.group("layer")));
                }
            }
            return false;
        }
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException in one line, if it is none
     */
    static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + expression + "' is no regular expression: " + e.getDescription() + " at character "
                            + (e.getIndex() + 1),
                    e);
        }
    }
}
