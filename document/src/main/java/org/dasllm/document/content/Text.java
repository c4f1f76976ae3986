package org.dasllm.document.content;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Words on a line, some of them code or references. */
public record Text(List<Run> runs) {
    /** No words. */
    public static final Text EMPTY = new Text(List.of());

    public Text {
        runs = List.copyOf(runs);
    }

    /** How a run of words is meant. */
    public enum Kind {
        PLAIN,
        /** Something that a machine wrote or reads, such as a hash or an answer. */
        CODE,
        /** The id of a section, a table or a figure, in whose place its label is written. */
        REFERENCE
    }

    /** Words of one kind. */
    public record Run(Kind kind, String words) {}

    public static Text of(String words) {
        return EMPTY.with(Kind.PLAIN, words);
    }

    public static Text code(String words) {
        return EMPTY.with(Kind.CODE, words);
    }

    public static Text reference(String id) {
        return EMPTY.with(Kind.REFERENCE, id);
    }

    public Text and(String words) {
        return with(Kind.PLAIN, words);
    }

    public Text andCode(String words) {
        return with(Kind.CODE, words);
    }

    public Text andReference(String id) {
        return with(Kind.REFERENCE, id);
    }

    private Text with(Kind kind, String words) {
        List<Run> more = new ArrayList<>(runs);
        more.add(new Run(kind, words));
        return new Text(more);
    }

    /** The words, each run written by the function for its kind. */
    public String render(UnaryOperator<String> plain, UnaryOperator<String> code, UnaryOperator<String> reference) {
        return runs.stream()
                .map(run -> switch (run.kind()) {
                    case PLAIN -> plain.apply(run.words());
                    case CODE -> code.apply(run.words());
                    case REFERENCE -> reference.apply(run.words());
                })
                .collect(Collectors.joining());
    }
}
