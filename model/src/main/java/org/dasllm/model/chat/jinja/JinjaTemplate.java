package org.dasllm.model.chat.jinja;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template. */
public final class JinjaTemplate {
    private final List<Node> nodes;

    private JinjaTemplate(List<Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * Reads a template.
     *
     * @throws JinjaException naming the line, if it is not one
     */
    public static JinjaTemplate parse(String source) {
        return new JinjaTemplate(TemplateParser.parse(source));
    }

    /**
     * Renders it.
     *
     * @param variables null, texts, Long, Double, Boolean, lists and maps of these; texts are the template's own unless
     *     they come through {@link #content}
     * @throws JinjaException if the template refuses, or asks for what is not there
     */
    public Rendering render(Map<String, @Nullable Object> variables) {
        return render(variables, Clock.system(ZoneId.systemDefault()));
    }

    /**
     * A value for {@link #render} whose texts are content: what is written of them is kept distinct from the template's own.
     */
    public static @Nullable Object content(@Nullable Object value) {
        return Values.of(value, Text::content);
    }

    /** As {@link #render(Map)}, with the time that strftime_now tells. */
    Rendering render(Map<String, @Nullable Object> variables, Clock clock) {
        return new Renderer(clock).render(nodes, variables);
    }
}
