package org.dasllm.harvest.config;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.openai.OpenAiClientCodec;

/**
 * All that a teacher's protocol needs to have said of it, in one place: {@link TeacherProtocol} has one for each constant. What is not said
 * has the default that most vendors' interfaces have.
 */
final class ProtocolTraits {
    private final String words;
    private Optional<String> address = Optional.empty();
    private Optional<String> keyVariable = Optional.empty();
    private Function<TeacherConfig, URI> endpoint = teacher -> URI.create(teacher.address());
    private Function<TeacherConfig, Optional<ClientCodec>> codec = teacher -> Optional.empty();
    private int mostLogprobs;
    private boolean seed;
    private double highestTemperature = 2;
    private boolean chatCompletions;
    private boolean batches;
    private boolean toolsInBatches;
    private boolean demandsCalls = true;

    private ProtocolTraits(String words) {
        this.words = words;
    }

    /** @param words what messages call it */
    static ProtocolTraits named(String words) {
        return new ProtocolTraits(words);
    }

    /** Chat completions, below {@code /v1} where an address has no path. */
    static ProtocolTraits chatCompletions(String words) {
        ProtocolTraits traits = named(words)
                .posting(teacher -> Endpoint.below(teacher, "/v1", "/chat/completions"))
                .speaking(teacher -> new OpenAiClientCodec(teacher.maxTokensField()))
                .logprobs(20)
                .seeded();
        traits.chatCompletions = true;
        return traits;
    }

    /**
     * Where all customers of the vendor ask, and the environment variable that the vendor's own clients take the key from.
     *
     * @param url with the path that is usual, such as {@code /v1}
     */
    ProtocolTraits at(String url, String variable) {
        address = Optional.of(url);
        return withKeyIn(variable);
    }

    /** The variable alone, where each customer has an address of his own. */
    ProtocolTraits withKeyIn(String variable) {
        keyVariable = Optional.of(variable);
        return this;
    }

    /** Where a teacher's requests are posted. */
    ProtocolTraits posting(Function<TeacherConfig, URI> where) {
        endpoint = where;
        return this;
    }

    /** The words that go over HTTP; without this the protocol is spoken by a module of its own. */
    ProtocolTraits speaking(Function<TeacherConfig, ClientCodec> made) {
        codec = made.andThen(Optional::of);
        return this;
    }

    /** @param most how many of the likeliest tokens of a place can be asked for */
    ProtocolTraits logprobs(int most) {
        mostLogprobs = most;
        return this;
    }

    ProtocolTraits seeded() {
        seed = true;
        return this;
    }

    ProtocolTraits temperatureUpTo(double highest) {
        highestTemperature = highest;
        return this;
    }

    /** Its vendor's batch interface is spoken here. */
    ProtocolTraits batched() {
        toolsInBatches = true;
        return batchedWithoutTools();
    }

    /** As {@link #batched}, for requests that bring no tools. */
    ProtocolTraits batchedWithoutTools() {
        batches = true;
        return this;
    }

    /** It has no word that demands a call of a tool: the model decides, and answers without a call are dropped later. */
    ProtocolTraits withoutDemandedCalls() {
        demandsCalls = false;
        return this;
    }

    String words() {
        return words;
    }

    Optional<String> address() {
        return address;
    }

    Optional<String> keyVariable() {
        return keyVariable;
    }

    URI endpoint(TeacherConfig teacher) {
        return endpoint.apply(teacher);
    }

    Optional<ClientCodec> codec(TeacherConfig teacher) {
        return codec.apply(teacher);
    }

    int mostLogprobs() {
        return mostLogprobs;
    }

    boolean takesSeed() {
        return seed;
    }

    double highestTemperature() {
        return highestTemperature;
    }

    boolean hasChatCompletions() {
        return chatCompletions;
    }

    boolean hasBatches() {
        return batches;
    }

    boolean hasToolsInBatches() {
        return toolsInBatches;
    }

    boolean demandsCalls() {
        return demandsCalls;
    }
}
