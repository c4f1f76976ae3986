package org.dasllm.wire.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.StreamReader;

/** A fixture below {@code reference}. */
public record ReferenceFile(JsonNode json) {

    /** What a vendor's client sent. */
    public static ReferenceFile sent(String protocol, String name) throws Exception {
        return read("client-requests/" + protocol + "/" + name);
    }

    /** What a vendor's server answered. */
    public static ReferenceFile recorded(String protocol, String name) throws Exception {
        return read("recorded-exchanges/" + protocol + "/" + name);
    }

    private static ReferenceFile read(String name) throws Exception {
        String path = "/reference/" + name + ".json";
        try (InputStream in = ReferenceFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + path);
            }
            return new ReferenceFile(Json.mapper().readTree(in));
        }
    }

    /** The body that a client sent. */
    public JsonNode body() {
        return json.path("body");
    }

    /** A whole answer, as the codec reads it. */
    public ChatReply.Answered answered(ClientCodec codec) {
        return (ChatReply.Answered) codec.response(new ReceivedText(
                json.path("response").path("status").intValue(),
                json.path("response").path("body").toString(),
                Optional.<Duration>empty()));
    }

    /** The events of a stream, as the codec reads them, its end included. */
    public List<ChatEvent> events(ClientCodec codec) {
        StreamReader reader = codec.stream();
        List<ChatEvent> events = new ArrayList<>();
        json.path("response").path("body").forEach(event -> events.addAll(reader.read(event.toString())));
        events.addAll(reader.end());
        return events;
    }

    /** Two trees are equal, 0 and 0.0 being one number. */
    public static void assertEqual(JsonNode ours, JsonNode theirs) {
        boolean equal = ours.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? Double.compare(a.doubleValue(), b.doubleValue())
                        : a.equals(b) ? 0 : 1,
                theirs);
        assertThat(equal)
                .as("%n%s%n%s", ours.toPrettyString(), theirs.toPrettyString())
                .isTrue();
    }
}
