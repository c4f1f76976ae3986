package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.fake.exchange.Answers;
import org.dasllm.format.io.Json;

/** An answer of the Responses API as its events, in the order in which OpenAI sends them: made of the answer as a whole. */
final class ResponsesStream {
    private final ObjectNode response;
    private final boolean logprobs;
    private final List<String> events = new ArrayList<>();

    /**
     * @param response with one item of output
     * @param logprobs whether its text has them
     */
    ResponsesStream(ObjectNode response, boolean logprobs) {
        this.response = response;
        this.logprobs = logprobs;
    }

    Events events() {
        ObjectNode begun = response.deepCopy().put("status", "in_progress").putNull("incomplete_details");
        begun.putNull("usage").putArray("output");
        add(object("response.created").set("response", begun));
        add(object("response.in_progress").set("response", begun));
        ObjectNode item = (ObjectNode) response.path("output").get(0);
        ObjectNode opened = item.deepCopy().put("status", "in_progress");
        boolean calls = item.has("arguments");
        if (calls) {
            opened.put("arguments", "");
        } else {
            opened.putArray("content");
        }
        add(place("response.output_item.added").set("item", opened));
        if (calls) {
            arguments(item);
        } else {
            content(item, (ObjectNode) item.path("content").get(0));
        }
        add(place("response.output_item.done").set("item", item));
        add(object("response." + response.path("status").asText()).set("response", response));
        return Events.ofText(events);
    }

    private void arguments(ObjectNode item) {
        for (String piece : Answers.pieces(item.path("arguments").asText())) {
            add(within("response.function_call_arguments.delta", item).put("delta", piece));
        }
        add(within("response.function_call_arguments.done", item)
                .put("name", item.path("name").asText())
                .put("arguments", item.path("arguments").asText()));
    }

    private void content(ObjectNode item, ObjectNode part) {
        boolean refused = part.has("refusal");
        String key = refused ? "refusal" : "text";
        String event = refused ? "response.refusal" : "response.output_text";
        ObjectNode opened = part.deepCopy().put(key, "");
        if (!refused) {
            opened.putArray("logprobs");
        }
        add(within("response.content_part.added", item).put("content_index", 0).set("part", opened));
        List<String> pieces = Answers.pieces(part.path(key).asText());
        for (int i = 0; i < pieces.size(); i++) {
            ObjectNode delta =
                    within(event + ".delta", item).put("content_index", 0).put("delta", pieces.get(i));
            if (!refused) {
                ArrayNode told = delta.putArray("logprobs");
                if (logprobs) {
                    told.add(part.path("logprobs").get(i));
                }
            }
            add(delta);
        }
        ObjectNode done = within(event + ".done", item).put("content_index", 0);
        done.set(key, part.path(key));
        if (!refused) {
            done.set("logprobs", part.path("logprobs"));
        }
        add(done);
        add(within("response.content_part.done", item).put("content_index", 0).set("part", part));
    }

    private static ObjectNode object(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }

    private static ObjectNode place(String type) {
        return object(type).put("output_index", 0);
    }

    private static ObjectNode within(String type, ObjectNode item) {
        return place(type).put("item_id", item.path("id").asText());
    }

    private void add(JsonNode event) {
        ((ObjectNode) event).put("sequence_number", events.size());
        events.add("event: " + event.path("type").asText() + "\ndata: " + Json.line(event) + "\n\n");
    }
}
