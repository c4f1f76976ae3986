package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.fake.exchange.Fault;
import org.dasllm.fake.exchange.Told;
import org.dasllm.format.io.Json;

/** Chat completions at Azure: a deployment in the path with a dated version, or in the body below {@code /openai/v1}. */
final class Azure extends OpenAi {
    private static final Pattern DEPLOYMENT = Pattern.compile("/openai/deployments/([^/]+)/chat/completions");
    private static final String NEWER = "/openai/v1/chat/completions";

    @Override
    public boolean takes(String path) {
        return path.equals(NEWER) || DEPLOYMENT.matcher(path).matches();
    }

    @Override
    public Optional<String> secret(Call call) {
        return call.header().apply("api-key").or(call::bearer);
    }

    @Override
    public Asked read(Call call, JsonNode body) {
        Matcher deployment = DEPLOYMENT.matcher(call.path());
        if (!deployment.matches()) {
            return super.read(call, body);
        }
        if (call.parameter("api-version").isEmpty()) {
            throw new Refused(404, "Resource not found");
        }
        ObjectNode named = body.deepCopy();
        return super.read(call, named.put("model", deployment.group(1)));
    }

    /** A prompt that the filter stops is an error here. */
    @Override
    public FakeResponse answer(Call call, Asked asked, Told told) {
        if (told.ending() != Told.Ending.FILTERED) {
            return super.answer(call, asked, told);
        }
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode error = body.putObject("error")
                .put("message", "The prompt triggered the content management policy.")
                .putNull("type")
                .put("param", "prompt")
                .put("code", "content_filter")
                .put("status", 400);
        error.putObject("innererror").put("code", "ResponsibleAIPolicyViolation");
        return FakeResponse.of(400, body);
    }

    @Override
    public FakeResponse failure(Call call, Fault what) {
        return what == Fault.RATE_LIMIT
                ? error(429, "requests", "429", "The call rate limit is exceeded. Please retry after 1 second.")
                        .with(Map.of(
                                "Retry-After", "1", "retry-after-ms", "1000", "x-ratelimit-remaining-requests", "0"))
                : super.failure(call, what);
    }
}
