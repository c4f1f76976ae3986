package org.dasllm.engine.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dasllm.engine.schedule.MeanHiddenStates;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.openai.EmbeddingsCodec;

/** Vectors of texts: {@link MeanHiddenStates}. */
final class EmbeddingEndpoint {
    private static final String INPUT = "input";

    private final ServeConfig config;
    private final Scheduler scheduler;
    private final RawPrompts prompts;
    private final int hiddenSize;
    private final int context;

    EmbeddingEndpoint(ServeConfig config, Scheduler scheduler, RawPrompts prompts, int hiddenSize, int context) {
        this.config = config;
        this.scheduler = scheduler;
        this.prompts = prompts;
        this.hiddenSize = hiddenSize;
        this.context = context;
    }

    /** Reads a request and has it computed; on no thread of connections. */
    void answer(byte[] body, AnswerWriter reply) {
        EmbeddingsCodec.Request request = EmbeddingsCodec.request(body);
        config.requireModel(request.model());
        reply.asks(request.model(), config.modelName(), false);
        if (request.dimensions().orElse(hiddenSize) != hiddenSize) {
            throw RequestRefused.unsupported(
                    "dimensions", "This model's vectors have " + hiddenSize + " dimensions: leave 'dimensions' out.");
        }
        List<int[]> texts = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < request.inputs().size(); i++) {
            int[] ids = prompts.ids(request.inputs().get(i), INPUT);
            if (ids.length > context) {
                throw RequestRefused.contextLength(INPUT, context, ids.length, 0);
            }
            texts.add(ids);
            tokens += ids.length;
        }
        int counted = tokens;
        CompletableFuture<List<float[]>> computation =
                scheduler.compute(new MeanHiddenStates(texts)).orElseThrow(() -> ChatEndpoint.refusal(scheduler));
        reply.served().computes(counted);
        Computed.of(
                computation,
                scheduler,
                reply,
                vectors -> reply.send(EmbeddingsCodec.response(request, vectors, counted)));
    }
}
