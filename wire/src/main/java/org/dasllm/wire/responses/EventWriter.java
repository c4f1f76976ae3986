package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.openai.LogprobWriter;

/**
 * Writes the events of one answer, numbered from 0, in the vendor's order: an item is announced, its content comes and is repeated whole,
 * and the item is closed before the next one. What keeps the connection alive is another {@code response.in_progress}, since clients
 * written for the vendor's description know no event that says nothing.
 */
final class EventWriter implements TextStreamWriter {
    private final RequestEcho echo;
    private final OutputItems items = new OutputItems();
    private final StringBuilder written = new StringBuilder();
    private ResponseWriter response;
    private boolean itemOpen;
    private Optional<Finish> finish = Optional.empty();
    private Optional<Usage> usage = Optional.empty();
    private int number;

    EventWriter(RequestEcho echo) {
        this.echo = echo;
        this.response = new ResponseWriter(
                echo, new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Override
    public String write(ChatEvent event) {
        written.setLength(0);
        if (event instanceof ChatEvent.Opened opened) {
            response = new ResponseWriter(echo, opened.head());
            send(event("response.created").set("response", response.begun()));
            progress();
        } else if (event instanceof ChatEvent.KeepAlive) {
            progress();
        } else if (event instanceof ChatEvent.Text text) {
            text(text.text(), text.tokens());
        } else if (event instanceof ChatEvent.Refusal refusal) {
            piece(OutputItem.Kind.REFUSAL, "response.refusal.delta", refusal.text());
        } else if (event instanceof ChatEvent.Reasoning thoughts) {
            piece(OutputItem.Kind.REASONING, "response.reasoning_text.delta", thoughts.text());
        } else if (event instanceof ChatEvent.ToolCallOpened call) {
            closeItem("completed");
            items.openCall(call.id(), call.name());
            announce();
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            delta("response.function_call_arguments.delta", more.fragment());
        } else if (event instanceof ChatEvent.Finished finished) {
            finish = Optional.of(finished.finish());
        } else if (event instanceof ChatEvent.Used used) {
            usage = Optional.of(used.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            send(event("response.failed")
                    .set("response", response.failed(Json.mapper().createArrayNode(), failed.refusal())));
        } else if (event instanceof ChatEvent.Ended) {
            end();
        }
        // Signatures have no place here: thoughts are told as they are.
        return written.toString();
    }

    private ObjectNode event(String type) {
        return Json.mapper().createObjectNode().put("type", type).put("sequence_number", number++);
    }

    /** An event about the item that is open. */
    private ObjectNode itemEvent(String type) {
        return event(type)
                .put("item_id", items.last().id())
                .put("output_index", items.last().index());
    }

    private void send(JsonNode event) {
        written.append("event: ")
                .append(event.path("type").asText())
                .append("\ndata: ")
                .append(Json.line(event))
                .append("\n\n");
    }

    private void progress() {
        send(event("response.in_progress").set("response", response.begun()));
    }

    private void open(OutputItem.Kind kind) {
        if (itemOpen && items.last().kind() == kind) {
            return;
        }
        closeItem("completed");
        items.open(kind);
        announce();
        send(itemEvent("response.content_part.added")
                .put("content_index", 0)
                .set("part", items.last().content("", List.of())));
    }

    private void announce() {
        itemOpen = true;
        send(event("response.output_item.added")
                .put("output_index", items.last().index())
                .set("item", items.last().begun()));
    }

    private void text(String more, List<ScoredToken> tokens) {
        open(OutputItem.Kind.TEXT);
        items.last().append(more, tokens);
        ObjectNode delta =
                itemEvent("response.output_text.delta").put("content_index", 0).put("delta", more);
        LogprobWriter.write(delta.putArray("logprobs"), tokens);
        send(delta);
    }

    private void piece(OutputItem.Kind kind, String type, String more) {
        open(kind);
        items.last().append(more);
        send(itemEvent(type).put("content_index", 0).put("delta", more));
    }

    private void delta(String type, String more) {
        items.last().append(more);
        send(itemEvent(type).put("delta", more));
    }

    private void closeItem(String status) {
        if (!itemOpen) {
            return;
        }
        itemOpen = false;
        OutputItem item = items.last();
        if (item.kind() == OutputItem.Kind.CALL) {
            send(itemEvent("response.function_call_arguments.done")
                    .put("name", item.name())
                    .put("arguments", item.text()));
        } else {
            closeContent(item);
        }
        send(event("response.output_item.done")
                .put("output_index", item.index())
                .set("item", item.written(status)));
    }

    private void closeContent(OutputItem item) {
        String type = switch (item.kind()) {
            case TEXT -> "response.output_text.done";
            case REFUSAL -> "response.refusal.done";
            default -> "response.reasoning_text.done";
        };
        ObjectNode done = itemEvent(type).put("content_index", 0);
        done.put(item.kind() == OutputItem.Kind.REFUSAL ? "refusal" : "text", item.text());
        if (item.kind() == OutputItem.Kind.TEXT) {
            LogprobWriter.write(done.putArray("logprobs"), item.tokens());
        }
        send(done);
        send(itemEvent("response.content_part.done")
                .put("content_index", 0)
                .set("part", item.content(item.text(), item.tokens())));
    }

    private void end() {
        if (items.isEmpty()) {
            open(OutputItem.Kind.TEXT);
        }
        closeItem(OutputItems.status(finish));
        ObjectNode whole = response.ended(items.complete(finish), finish, usage);
        send(event("response." + whole.path("status").asText()).set("response", whole));
    }
}
