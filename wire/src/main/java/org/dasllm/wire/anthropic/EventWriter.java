package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one answer: each block is opened, said and closed before the next one, and what the whole message came to is one
 * event before the last.
 */
final class EventWriter implements TextStreamWriter {
    private final StringBuilder written = new StringBuilder();
    /** The type of the block that is open; null where none is. */
    private @Nullable String open;

    private int index = -1;
    private Optional<Finish> finish = Optional.empty();
    private Usage usage = Usage.of(0, 0);

    @Override
    public String write(ChatEvent event) {
        written.setLength(0);
        if (event instanceof ChatEvent.Opened opened) {
            ObjectNode message =
                    MessageWriter.start(opened.head()).putNull("stop_reason").putNull("stop_sequence");
            MessageWriter.usage(
                    message.putObject("usage"), Usage.of(opened.input().orElse(0), 0));
            send(object("message_start").set("message", message));
        } else if (event instanceof ChatEvent.KeepAlive) {
            send(object("ping"));
        } else if (event instanceof ChatEvent.Text text) {
            piece("text", MessageWriter.text(""), "text_delta", "text", text.text());
        } else if (event instanceof ChatEvent.Refusal refusal) {
            piece("text", MessageWriter.text(""), "text_delta", "text", refusal.text());
        } else if (event instanceof ChatEvent.Reasoning thoughts) {
            piece("thinking", MessageWriter.thinking("", ""), "thinking_delta", "thinking", thoughts.text());
        } else if (event instanceof ChatEvent.ReasoningSigned signed) {
            piece("thinking", MessageWriter.thinking("", ""), "signature_delta", "signature", signed.signature());
        } else if (event instanceof ChatEvent.ToolCallOpened call) {
            close();
            open(
                    "tool_use",
                    MessageWriter.call(call.id(), call.name(), Json.mapper().createObjectNode()));
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            delta("input_json_delta", "partial_json", more.fragment());
        } else if (event instanceof ChatEvent.Finished finished) {
            finish = Optional.of(finished.finish());
        } else if (event instanceof ChatEvent.Used used) {
            usage = used.usage();
        } else if (event instanceof ChatEvent.Failed failed) {
            send(AnthropicRefusals.body(failed.refusal()));
        } else if (event instanceof ChatEvent.Ended) {
            end();
        }
        return written.toString();
    }

    private static ObjectNode object(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }

    private void send(JsonNode event) {
        written.append("event: ")
                .append(event.path("type").asText())
                .append("\ndata: ")
                .append(Json.line(event))
                .append("\n\n");
    }

    /** An empty piece says nothing, and opens no block. */
    private void piece(String type, ObjectNode block, String delta, String name, String more) {
        if (more.isEmpty()) {
            return;
        }
        if (!type.equals(open)) {
            close();
            open(type, block);
        }
        delta(delta, name, more);
    }

    private void open(String type, ObjectNode block) {
        open = type;
        index++;
        send(object("content_block_start").put("index", index).set("content_block", block));
    }

    private void delta(String type, String name, String more) {
        send(object("content_block_delta")
                .put("index", index)
                .set("delta", object(type).put(name, more)));
    }

    private void close() {
        if (open != null) {
            open = null;
            send(object("content_block_stop").put("index", index));
        }
    }

    private void end() {
        close();
        ObjectNode last = object("message_delta");
        MessageWriter.stop(last.putObject("delta"), finish);
        MessageWriter.usage(last.putObject("usage"), usage);
        send(last);
        send(object("message_stop"));
    }
}
