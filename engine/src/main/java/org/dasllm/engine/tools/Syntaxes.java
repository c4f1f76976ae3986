package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.ToolRendering;

/** Finds the syntax of a model by what its chat template makes of a call: the reader that reads it is the family's. */
final class Syntaxes {
    private static final List<CallSyntax> KNOWN = List.of(
            new HermesSyntax(),
            new TaggedSyntax(),
            NotedSyntax.FUNCTION_GEMMA,
            NotedSyntax.GEMMA_4,
            new NamedSyntax(true),
            new NamedSyntax(false),
            new ListedSyntax(),
            new ParametersSyntax());
    private static final String ID = "[CALL_ID]";

    private Syntaxes() {}

    /** Empty where the template writes calls in a way that is not known. */
    static Optional<CallSyntax> of(ChatTemplate template) {
        String written;
        try {
            written = template.tools().probeText();
        } catch (DasllmException refused) {
            return Optional.empty();
        }
        return KNOWN.stream().filter(syntax -> reads(syntax, written)).findFirst();
    }

    private static boolean reads(CallSyntax syntax, String written) {
        if (syntax instanceof NamedSyntax named && named.ids() != written.contains(ID)) {
            return false;
        }
        Markers markers = Markers.spelled(syntax.markers());
        Probe probe = new Probe();
        CallReader reader = syntax.reader(markers, List.of());
        reader.read(markers.marked(written), probe);
        reader.end(probe);
        return probe.found();
    }

    /** Whether the call that was written was read, and no other. */
    private static final class Probe implements CallSink {
        private final StringBuilder names = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();

        @Override
        public void text(String text) {
            // What a template puts around a call does not matter.
        }

        @Override
        public void open(String name) {
            names.append(name);
        }

        @Override
        public void arguments(String fragment) {
            arguments.append(fragment);
        }

        boolean found() {
            return names.toString().equals(ToolRendering.PROBE.name())
                    && Json.parse(arguments.toString(), JsonNode.class, "a probe")
                            .equals(ToolRendering.PROBE.arguments());
        }
    }
}
