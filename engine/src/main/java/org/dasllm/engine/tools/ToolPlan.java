package org.dasllm.engine.tools;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.generate.TokenConstraint;

/**
 * What one request comes to.
 *
 * @param conversation with the tools that are shown to the model
 * @param constraint a new one for each answer; empty where tools bind nothing
 * @param decode the text of tokens, where markers of calls are to be seen in it
 * @param events reads an answer, by its place among those of the request
 */
public record ToolPlan(
        Conversation conversation,
        Optional<Supplier<TokenConstraint>> constraint,
        Optional<Function<int[], String>> decode,
        IntFunction<AnswerEvents> events) {}
