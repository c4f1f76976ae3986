package org.dasllm.harvest.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a teacher is spoken to, and what its vendor's API can be asked for. */
public enum TeacherProtocol {
    /** Chat completions, OpenAI's and of everyone who calls himself compatible. */
    OPENAI("OpenAI's chat completions", "https://api.openai.com/v1", "OPENAI_API_KEY", 20, true, 2, true),
    /** OpenAI's newer API. */
    RESPONSES("OpenAI's Responses API", "https://api.openai.com/v1", "OPENAI_API_KEY", 20, false, 2, false),
    /** OpenAI's models at Microsoft, each a deployment of the customer's own. */
    AZURE("Azure OpenAI", null, "AZURE_OPENAI_API_KEY", 20, true, 2, true),
    /** Chat completions at xAI. */
    XAI("xAI's chat completions", "https://api.x.ai/v1", "XAI_API_KEY", 8, true, 2, true),
    /** Google's generateContent. */
    GEMINI("Gemini's API", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY", 20, true, 2, false),
    /** Anthropic's Messages. */
    ANTHROPIC("Anthropic's Messages API", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", 0, false, 1, false),
    /** Converse, by the AWS SDK; keys come by AWS's own ways. */
    BEDROCK("Amazon Bedrock's Converse API", null, null, 0, false, 1, false);

    private final String words;
    private final @Nullable String address;
    private final @Nullable String keyVariable;
    private final int mostLogprobs;
    private final boolean seed;
    private final double highestTemperature;
    private final boolean chatCompletions;

    TeacherProtocol(
            String words,
            @Nullable String address,
            @Nullable String keyVariable,
            int mostLogprobs,
            boolean seed,
            double highestTemperature,
            boolean chatCompletions) {
        this.words = words;
        this.address = address;
        this.keyVariable = keyVariable;
        this.mostLogprobs = mostLogprobs;
        this.seed = seed;
        this.highestTemperature = highestTemperature;
        this.chatCompletions = chatCompletions;
    }

    /** What messages call it. */
    public String words() {
        return words;
    }

    /** Where all customers of the vendor ask; empty where each has an address of his own. */
    public Optional<String> publicAddress() {
        return Optional.ofNullable(address);
    }

    /** The environment variable that the vendor's own clients take the key from; empty where keys come in other ways. */
    public Optional<String> keyVariable() {
        return Optional.ofNullable(keyVariable);
    }

    /** How many of the likeliest tokens of a place can be asked for; 0 where there are no log-probabilities. */
    int mostLogprobs() {
        return mostLogprobs;
    }

    boolean takesSeed() {
        return seed;
    }

    double highestTemperature() {
        return highestTemperature;
    }

    /** Whether its vendor's batch interface is spoken here. */
    boolean batches() {
        return this != XAI;
    }

    /** Whether requests of a batch may bring tools. */
    public boolean toolsInBatches() {
        return this != BEDROCK;
    }

    /** Whether requests are those of chat completions, whose servers differ in what they call the limit of tokens. */
    boolean chatCompletions() {
        return chatCompletions;
    }
}
