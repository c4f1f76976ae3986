package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;

/** The items of an answer, in their order. */
final class OutputItems {
    private final List<OutputItem> items = new ArrayList<>();

    /** Texts and refusals are content of one message, as long as nothing else comes between. */
    void add(Part part) {
        if (part instanceof Part.Text text) {
            open(OutputItem.Kind.TEXT).append(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            open(OutputItem.Kind.REFUSAL).append(refusal.text());
        } else if (part instanceof Part.Reasoning thoughts) {
            open(OutputItem.Kind.REASONING).append(thoughts.text());
        } else if (part instanceof Part.ToolCall call) {
            openCall(call.id(), call.name()).append(call.arguments());
        }
    }

    /** The last item, if it is of this kind, or a new one. */
    OutputItem open(OutputItem.Kind kind) {
        if (items.isEmpty() || last().kind() != kind) {
            items.add(OutputItem.of(kind, items.size()));
        }
        return last();
    }

    OutputItem openCall(String id, String name) {
        items.add(OutputItem.call(items.size(), id, name));
        return last();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    OutputItem last() {
        return items.get(items.size() - 1);
    }

    /** Gives the tokens to the first text, which has all of them. */
    void tokens(Optional<List<ScoredToken>> tokens) {
        tokens.ifPresent(all -> items.stream()
                .filter(item -> item.kind() == OutputItem.Kind.TEXT)
                .findFirst()
                .ifPresent(item -> item.append("", all)));
    }

    /** As a response has them at its end. An answer without a word is a message without a word. */
    ArrayNode complete(Optional<Finish> finish) {
        if (items.isEmpty()) {
            open(OutputItem.Kind.TEXT);
        }
        return written(status(finish));
    }

    static String status(Optional<Finish> finish) {
        return ResponseWriter.incomplete(finish).isPresent() ? "incomplete" : "completed";
    }

    private ArrayNode written(String lastStatus) {
        ArrayNode output = Json.mapper().createArrayNode();
        for (OutputItem item : items) {
            ObjectNode node = item.written(item == last() ? lastStatus : "completed");
            output.add(node);
        }
        return output;
    }
}
