package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.Usage;

/**
 * Writes the events of one answer. A block of text has no event at its beginning, as at the vendor; one for a call has. What keeps the
 * connection alive is an event of a type that the protocol does not have, which its clients pass over.
 */
final class EventWriter implements StreamWriter {
    /** What the block that is open holds. */
    private enum Block {
        NONE,
        TEXT,
        REASONING,
        CALL
    }

    private final long begun;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Block open = Block.NONE;
    private int index = -1;
    private Optional<Finish> finish = Optional.empty();
    private Usage usage = Usage.of(0, 0);

    /** @param begun when the request came, by {@link System#nanoTime} */
    EventWriter(long begun) {
        this.begun = begun;
    }

    @Override
    public byte[] bytes(ChatEvent event) {
        written.reset();
        if (event instanceof ChatEvent.Opened) {
            send("messageStart", object().put("role", "assistant"));
        } else if (event instanceof ChatEvent.KeepAlive) {
            send("keepAlive", object());
        } else if (event instanceof ChatEvent.Text text) {
            piece(Block.TEXT, object().put("text", text.text()), text.text());
        } else if (event instanceof ChatEvent.Refusal refusal) {
            piece(Block.TEXT, object().put("text", refusal.text()), refusal.text());
        } else if (event instanceof ChatEvent.Reasoning thoughts) {
            piece(
                    Block.REASONING,
                    object().set("reasoningContent", object().put("text", thoughts.text())),
                    thoughts.text());
        } else if (event instanceof ChatEvent.ToolCallOpened call) {
            begin(Block.CALL);
            ObjectNode start = place();
            start.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", call.id())
                    .put("name", call.name());
            send("contentBlockStart", start);
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            delta(object().set("toolUse", object().put("input", more.fragment())));
        } else if (event instanceof ChatEvent.Finished finished) {
            finish = Optional.of(finished.finish());
        } else if (event instanceof ChatEvent.Used used) {
            usage = used.usage();
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.refusal());
        } else if (event instanceof ChatEvent.Ended) {
            close();
            send("messageStop", object().put("stopReason", ConverseWriter.reason(finish)));
            ObjectNode metadata = object();
            ConverseWriter.usage(metadata, usage, ConverseWriter.millisecondsSince(begun));
            send("metadata", metadata);
        }
        return written.toByteArray();
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private ObjectNode place() {
        return object().put("contentBlockIndex", index);
    }

    /** An empty piece says nothing, and opens no block. */
    private void piece(Block block, JsonNode delta, String more) {
        if (!more.isEmpty()) {
            if (open != block) {
                begin(block);
            }
            delta(delta);
        }
    }

    private void begin(Block block) {
        close();
        open = block;
        index++;
    }

    private void delta(JsonNode delta) {
        send("contentBlockDelta", place().set("delta", delta));
    }

    private void close() {
        if (open != Block.NONE) {
            open = Block.NONE;
            send("contentBlockStop", place());
        }
    }

    private void send(String type, JsonNode payload) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":event-type", type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", "event");
        message(headers, payload);
    }

    /** In a stream an exception's name begins with a small letter, as members of the event do. */
    private void fail(RequestRefusal refusal) {
        String name = BedrockRefusals.name(refusal.kind());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":exception-type", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
        headers.put(":content-type", "application/json");
        headers.put(":message-type", "exception");
        message(headers, BedrockRefusals.body(refusal));
    }

    private void message(Map<String, String> headers, JsonNode payload) {
        written.writeBytes(EventMessage.of(headers, Json.line(payload).getBytes(StandardCharsets.UTF_8)));
    }
}
