package org.dasllm.harvest.config;

import java.net.URI;
import java.util.Optional;
import org.dasllm.wire.anthropic.AnthropicClientCodec;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.gemini.GeminiClientCodec;
import org.dasllm.wire.ollama.OllamaClientCodec;
import org.dasllm.wire.openai.AzureClientCodec;
import org.dasllm.wire.openai.OpenAiClientCodec;
import org.dasllm.wire.responses.ResponsesClientCodec;

/** How a teacher is spoken to, and what its vendor's API can be asked for. */
public enum TeacherProtocol {
    /** Chat completions, OpenAI's and of everyone who calls himself compatible. */
    OPENAI,
    /** OpenAI's newer API. */
    RESPONSES,
    /** OpenAI's models at Microsoft, each a deployment of the customer's own. */
    AZURE,
    /** Chat completions at xAI. */
    XAI,
    /** Google's generateContent. */
    GEMINI,
    /** Anthropic's Messages. */
    ANTHROPIC,
    /** Converse, by the AWS SDK; keys come by AWS's own ways. */
    BEDROCK,
    /** Ollama's native chat, at ollama.com or wherever it runs. */
    OLLAMA;

    /** What messages call it. */
    public String words() {
        return traits().words();
    }

    /** Where all customers of the vendor ask; empty where each has an address of his own. */
    public Optional<String> publicAddress() {
        return traits().address();
    }

    /** The environment variable that the vendor's own clients take the key from; empty where keys come in other ways. */
    public Optional<String> keyVariable() {
        return traits().keyVariable();
    }

    /** Whether a call of a tool can be demanded; elsewhere the model decides. */
    public boolean demandsCalls() {
        return traits().demandsCalls();
    }

    /** Where a teacher's requests are posted. */
    URI endpoint(TeacherConfig teacher) {
        return traits().endpoint(teacher);
    }

    /** What a teacher is asked in over HTTP; empty where a module of its own asks it. */
    Optional<ClientCodec> codec(TeacherConfig teacher) {
        return traits().codec(teacher);
    }

    /** How many of the likeliest tokens of a place can be asked for; 0 where there are no log-probabilities. */
    int mostLogprobs() {
        return traits().mostLogprobs();
    }

    boolean takesSeed() {
        return traits().takesSeed();
    }

    double highestTemperature() {
        return traits().highestTemperature();
    }

    /** Whether its vendor's batch interface is spoken here. */
    boolean batches() {
        return traits().hasBatches();
    }

    /** Whether requests of a batch may bring tools. */
    public boolean toolsInBatches() {
        return traits().hasToolsInBatches();
    }

    /** Whether requests are those of chat completions, whose servers differ in what they call the limit of tokens. */
    boolean chatCompletions() {
        return traits().hasChatCompletions();
    }

    /** All that is particular to each, made anew for each question. */
    private ProtocolTraits traits() {
        return switch (this) {
            case OPENAI ->
                ProtocolTraits.chatCompletions("OpenAI's chat completions")
                        .at("https://api.openai.com/v1", "OPENAI_API_KEY")
                        .batched();
            case RESPONSES ->
                ProtocolTraits.named("OpenAI's Responses API")
                        .at("https://api.openai.com/v1", "OPENAI_API_KEY")
                        .posting(teacher -> Endpoint.below(teacher, "/v1", "/responses"))
                        .speaking(teacher -> new ResponsesClientCodec())
                        .logprobs(20)
                        .batched();
            case AZURE ->
                ProtocolTraits.chatCompletions("Azure OpenAI")
                        .withKeyIn("AZURE_OPENAI_API_KEY")
                        .posting(Endpoint::azure)
                        .speaking(teacher -> new AzureClientCodec(
                                new OpenAiClientCodec(teacher.maxTokensField()), teacher.bearerTokenFile() != null))
                        .batched();
            case XAI ->
                ProtocolTraits.chatCompletions("xAI's chat completions")
                        .at("https://api.x.ai/v1", "XAI_API_KEY")
                        .logprobs(8);
            case GEMINI ->
                ProtocolTraits.named("Gemini's API")
                        .at("https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY")
                        .posting(Endpoint::gemini)
                        .speaking(teacher -> new GeminiClientCodec(teacher.model(), false))
                        .logprobs(20)
                        .seeded()
                        .batched();
            case ANTHROPIC ->
                ProtocolTraits.named("Anthropic's Messages API")
                        .at("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY")
                        .posting(teacher -> Endpoint.below(teacher, "/v1", "/messages"))
                        .speaking(teacher -> new AnthropicClientCodec())
                        .temperatureUpTo(1)
                        .batched();
            case BEDROCK ->
                ProtocolTraits.named("Amazon Bedrock's Converse API")
                        .posting(Endpoint::bedrock)
                        .temperatureUpTo(1)
                        .batchedWithoutTools();
            case OLLAMA ->
                ProtocolTraits.named("Ollama's chat API")
                        .at("https://ollama.com/api", "OLLAMA_API_KEY")
                        .posting(teacher -> Endpoint.below(teacher, "/api", "/chat"))
                        .speaking(teacher -> new OllamaClientCodec())
                        .logprobs(20)
                        .seeded()
                        .withoutDemandedCalls();
        };
    }
}
