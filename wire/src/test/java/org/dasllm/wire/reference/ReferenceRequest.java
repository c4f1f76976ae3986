package org.dasllm.wire.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** The requests that {@code tools/reference/client_requests.py} lets the vendors' clients send, in neutral words. */
public final class ReferenceRequest {
    private final String model;
    private final List<ChatMessage> messages = new ArrayList<>();
    private List<Tool> tools = List.of();
    private ToolChoice choice = ToolChoice.Any.AUTO;
    private AnswerFormat format = new AnswerFormat.Text();
    private Sampling sampling = Samplings.unset();
    private OptionalInt maxTokens = OptionalInt.empty();
    private int choices = 1;
    private OptionalInt alternatives = OptionalInt.empty();
    private Optional<Boolean> parallel = Optional.empty();
    private Optional<Thinking> thinking = Optional.empty();
    private Delivery delivery = Delivery.WHOLE;

    private ReferenceRequest(String model) {
        this.model = model;
    }

    public static ReferenceRequest question(String model) {
        return new ReferenceRequest(model).message(ChatMessage.of(Role.USER, "My card is lost."));
    }

    public static Sampling sampling(OptionalDouble temperature, OptionalLong seed, List<String> stop) {
        return new Sampling(
                temperature,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                seed,
                stop,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
    }

    public ReferenceRequest system() {
        messages.add(0, ChatMessage.of(Role.SYSTEM, "You sort messages."));
        return this;
    }

    public ReferenceRequest message(ChatMessage message) {
        messages.add(message);
        return this;
    }

    /** What was answered, and what came of its call. */
    public ReferenceRequest answered(List<Part> parts, Part.ToolResult result) {
        return message(new ChatMessage(Role.ASSISTANT, parts)).message(new ChatMessage(Role.TOOL, List.of(result)));
    }

    public ReferenceRequest weather(boolean strict, ToolChoice toolChoice) {
        tools = List.of(new Tool.Function(
                "weather",
                Optional.of("Tells it."),
                Optional.of(json("{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
                        + "'additionalProperties':false}")),
                strict));
        choice = toolChoice;
        return this;
    }

    public ReferenceRequest tools(Tool... others) {
        tools = List.of(others);
        return this;
    }

    public ReferenceRequest label() {
        format = new AnswerFormat.JsonSchema(
                "label",
                Optional.empty(),
                Optional.of(json("{'type':'object','properties':{'label':{'type':'string','enum':['card','loan']}},"
                        + "'required':['label'],'additionalProperties':false}")),
                true);
        return this;
    }

    public ReferenceRequest format(AnswerFormat other) {
        format = other;
        return this;
    }

    public ReferenceRequest sampling(Sampling other) {
        sampling = other;
        return this;
    }

    public ReferenceRequest maxTokens(int most) {
        maxTokens = OptionalInt.of(most);
        return this;
    }

    public ReferenceRequest choices(int number) {
        choices = number;
        return this;
    }

    public ReferenceRequest alternatives(int number) {
        alternatives = OptionalInt.of(number);
        return this;
    }

    public ReferenceRequest oneCallAtATime() {
        parallel = Optional.of(false);
        return this;
    }

    public ReferenceRequest thinking(Thinking other) {
        thinking = Optional.of(other);
        return this;
    }

    public ReferenceRequest streamed() {
        delivery = Delivery.STREAM_WITH_USAGE;
        return this;
    }

    public ChatRequest request() {
        return new ChatRequest(
                model,
                messages,
                tools,
                choice,
                format,
                sampling,
                maxTokens,
                choices,
                alternatives,
                parallel,
                thinking,
                delivery);
    }

    /** JSON with single quotation marks. */
    public static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
