package org.dasllm.wire.openai;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RawPrompt;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.request.Fields;

/**
 * The legacy {@code POST /v1/completions} as a server speaks it. The request that it reads has no messages: what the model goes on from are
 * the {@link #prompts()}, each {@link #copies()} times.
 */
public final class CompletionsServerCodec implements ServerCodec {
    /** The vendor's, where a request says nothing. */
    private static final int DEFAULT_MAX_TOKENS = 16;

    private static final int MOST_ALTERNATIVES = 5;
    private static final int MOST_COPIES = 128;

    private final PlacedNames names = new PlacedNames(Map.of(
            Parameter.MESSAGES,
            "prompt",
            Parameter.FORMAT,
            "response_format",
            Parameter.CHOICES,
            "n",
            Parameter.FREQUENCY_PENALTY,
            "frequency_penalty",
            Parameter.PRESENCE_PENALTY,
            "presence_penalty",
            Parameter.LOGIT_BIAS,
            "logit_bias"));

    private List<RawPrompt> prompts = List.of();
    private int copies = 1;
    private boolean echo;

    @Override
    public ChatRequest request(byte[] body) {
        Fields fields = Fields.ofBody(body);
        refuseWhatIsForConversations(fields);
        prompts = PromptReader.read(fields, "prompt");
        copies = fields.integer("n", 1, MOST_COPIES).orElse(1);
        echo = fields.truth("echo");
        if (fields.optionalString("suffix").filter(text -> !text.isEmpty()).isPresent()) {
            throw RequestRefused.unsupported(
                    "suffix", "This server does not support 'suffix': the model writes what follows a prompt only.");
        }
        int candidates = fields.integer("best_of", 0, Integer.MAX_VALUE).orElse(copies);
        if (candidates != copies && candidates > 1) {
            throw RequestRefused.unsupported(
                    "best_of", "This server does not support 'best_of' other than 'n': leave it out.");
        }
        OptionalInt most = fields.integer("max_tokens", 0, Integer.MAX_VALUE);
        boolean stream = fields.truth("stream");
        return new ChatRequest(
                fields.string("model"),
                List.of(),
                List.of(),
                ToolChoice.Any.NONE,
                FormatReader.read(fields),
                SamplingReader.read(fields),
                most,
                1,
                fields.integer("logprobs", 0, MOST_ALTERNATIVES),
                Optional.empty(),
                Optional.empty(),
                RequestReader.delivery(fields, stream));
    }

    /** Other servers pass over it, and their answer has no call in it. */
    private static void refuseWhatIsForConversations(Fields fields) {
        for (String name : List.of("tools", "functions", "chat_template_kwargs")) {
            fields.value(name).filter(value -> !value.isEmpty()).ifPresent(value -> {
                throw RequestRefused.unsupported(
                        name,
                        "'" + name + "' is for conversations, and prompts are taken as they are: leave it out, or use"
                                + " '/v1/chat/completions'.");
            });
        }
    }

    public List<RawPrompt> prompts() {
        return prompts;
    }

    /** How often each prompt is gone on from. */
    public int copies() {
        return copies;
    }

    /** Whether an answer begins with its prompt. */
    public boolean echo() {
        return echo;
    }

    /** The most tokens of an answer where neither the request nor anything else says. */
    public int defaultMaxTokens() {
        return DEFAULT_MAX_TOKENS;
    }

    @Override
    public ParameterNames names() {
        return names;
    }

    @Override
    public String newResponseId() {
        return "cmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public WireResponse response(ChatResponse response) {
        return new WireResponse(
                200, Map.of("Content-Type", "application/json"), Json.line(CompletionWriter.whole(response)));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return OpenAiRefusals.INSTANCE.refusal(refusal);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public TextStreamWriter stream(ChatRequest request) {
        return new CompletionWriter(request);
    }
}
