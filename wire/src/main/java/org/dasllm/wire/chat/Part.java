package org.dasllm.wire.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/** A piece of a message or of an answer. */
public sealed interface Part {

    /**
     * The answer's words, or anyone's.
     *
     * @param signature stands for what was thought before it, for the server, when the conversation goes on; empty where servers ask for
     *     none
     */
    record Text(String text, Optional<String> signature) implements Part {
        /** Without a signature. */
        public Text(String text) {
            this(text, Optional.empty());
        }
    }

    /** In what words the model declined to answer, where its server keeps them apart from the text. */
    record Refusal(String text) implements Part {}

    /**
     * What the model thought before it answered, where its server keeps that apart from the text.
     *
     * @param id names what was thought in one go, which may be in several parts; empty where servers have no name for it
     * @param signature proves to the server that the text is its own, or holds it for no one else to read, when the conversation goes on;
     *     empty where servers ask for none
     */
    record Reasoning(String text, Optional<String> id, Optional<String> signature) implements Part {
        /** Without a name. */
        public Reasoning(String text, Optional<String> signature) {
            this(text, Optional.empty(), signature);
        }

        /** Without a name and a signature. */
        public Reasoning(String text) {
            this(text, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The model calls a tool.
     *
     * @param id names the call, for its result
     * @param arguments as the model wrote them: meant to be a JSON object, and not always one
     * @param signature stands for what was thought before it, for the server, when the conversation goes on; empty where servers ask for
     *     none
     */
    record ToolCall(String id, String name, String arguments, Optional<String> signature) implements Part {
        /** Without a signature. */
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, Optional.empty());
        }

        /**
         * The arguments as an object, an empty one where there are none.
         *
         * @param protocol what takes nothing else, such as {@code the Gemini API}
         * @throws DasllmException where they are no JSON object
         */
        public JsonNode object(String protocol) {
            if (arguments.isBlank()) {
                return Json.mapper().createObjectNode();
            }
            try {
                JsonNode read = Json.mapper().readTree(arguments);
                if (read.isObject()) {
                    return read;
                }
            } catch (JsonProcessingException e) {
                throw noObject(protocol);
            }
            throw noObject(protocol);
        }

        /** The same for whoever cannot refuse any more: arguments that were cut off, or are no object, are an empty one. */
        public JsonNode objectOrEmpty() {
            try {
                JsonNode read = Json.mapper().readTree(arguments);
                return read.isObject() ? read : Json.mapper().createObjectNode();
            } catch (JsonProcessingException e) {
                return Json.mapper().createObjectNode();
            }
        }

        private DasllmException noObject(String protocol) {
            return DasllmException.usage(
                    "The arguments of the call '" + id + "' of " + name + " are no JSON object",
                    "Correct them, since " + protocol + " takes nothing else, or leave the call out");
        }
    }

    /**
     * What came of a tool's call.
     *
     * @param callId the call's id
     * @param failed whether the text says why there is no result
     */
    record ToolResult(String callId, String text, boolean failed) implements Part {
        /** Where nothing is said of failing. */
        public ToolResult(String callId, String text) {
            this(callId, text, false);
        }
    }

    /**
     * A part of another kind, such as an image or a sound.
     *
     * @param type the protocol's word for its kind
     * @param content the whole part, as the protocol writes it
     */
    record Other(String type, JsonNode content) implements Part {}

    /** The text parts, one after the other. */
    static String text(List<Part> parts) {
        return parts.stream()
                .filter(Text.class::isInstance)
                .map(part -> ((Text) part).text())
                .collect(Collectors.joining());
    }
}
