package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.openai.LogprobWriter;

/** An item of an answer while it is being said: a message of one text or refusal, thoughts, or a call. */
final class OutputItem {
    /** What an item holds. */
    enum Kind {
        TEXT,
        REFUSAL,
        REASONING,
        CALL
    }

    private final Kind kind;
    private final int index;
    private final String id;
    private final String callId;
    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<ScoredToken> tokens = new ArrayList<>();

    private OutputItem(Kind kind, int index, String id, String callId, String name) {
        this.kind = kind;
        this.index = index;
        this.id = id;
        this.callId = callId;
        this.name = name;
    }

    static OutputItem of(Kind kind, int index) {
        String prefix = kind == Kind.REASONING ? "rs_" : "msg_";
        return new OutputItem(kind, index, prefix + ResponsesServerCodec.newId(), "", "");
    }

    static OutputItem call(int index, String callId, String name) {
        return new OutputItem(Kind.CALL, index, "fc_" + ResponsesServerCodec.newId(), callId, name);
    }

    Kind kind() {
        return kind;
    }

    /** Its place among the answer's items. */
    int index() {
        return index;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    String text() {
        return text.toString();
    }

    void append(String more) {
        text.append(more);
    }

    void append(String more, List<ScoredToken> itsTokens) {
        text.append(more);
        tokens.addAll(itsTokens);
    }

    List<ScoredToken> tokens() {
        return tokens;
    }

    /** The item with all it holds so far. */
    ObjectNode written(String status) {
        ObjectNode item = item(status);
        switch (kind) {
            case TEXT, REFUSAL -> item.withArray("content").add(content(text(), tokens));
            case REASONING -> item.withArray("content").add(content(text(), List.of()));
            case CALL -> item.put("arguments", text());
        }
        return item;
    }

    /** The item as it is announced: with nothing in it. */
    ObjectNode begun() {
        return item("in_progress");
    }

    private ObjectNode item(String status) {
        ObjectNode item = Json.mapper().createObjectNode().put("id", id);
        switch (kind) {
            case TEXT, REFUSAL -> {
                item.put("type", "message").put("status", status).put("role", "assistant");
                item.putArray("content");
            }
            case REASONING -> {
                item.put("type", "reasoning").put("status", status).putArray("summary");
                item.putArray("content");
            }
            case CALL ->
                item.put("type", "function_call")
                        .put("status", status)
                        .put("call_id", callId)
                        .put("name", name)
                        .put("arguments", "");
        }
        return item;
    }

    /** The content of a message or of thoughts, as events tell it too. */
    ObjectNode content(String said, List<ScoredToken> itsTokens) {
        ObjectNode part = Json.mapper().createObjectNode();
        switch (kind) {
            case TEXT -> {
                part.put("type", "output_text").put("text", said).putArray("annotations");
                ArrayNode logprobs = part.putArray("logprobs");
                LogprobWriter.write(logprobs, itsTokens);
            }
            case REFUSAL -> part.put("type", "refusal").put("refusal", said);
            default -> part.put("type", "reasoning_text").put("text", said);
        }
        return part;
    }
}
