package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.engine.access.Caller;
import org.dasllm.wire.bedrock.BedrockRefusals;
import org.dasllm.wire.bedrock.ConverseServerCodec;
import org.dasllm.wire.bedrock.Credential;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.http.ServerRequest;

/** Amazon Bedrock's Converse. */
final class BedrockFormat implements WireFormat {
    private static final String PREFIX = "/model/";
    private static final Pattern CONVERSE = Pattern.compile(PREFIX + "(.+)/(converse|converse-stream|count-tokens)");

    @Override
    public boolean takes(ServerRequest request) {
        return request.path().startsWith(PREFIX);
    }

    @Override
    public RefusalCodec refusals() {
        return BedrockRefusals.INSTANCE;
    }

    @Override
    public String requestIdHeader() {
        return "x-amzn-RequestId";
    }

    /** Who signs a request sends no key but the name of its access key. The signature is read and not verified. */
    @Override
    public Optional<String> authorization(ServerRequest request) {
        return request.header(AUTHORIZATION)
                .map(header ->
                        Credential.accessKeyId(header).map(id -> BEARER + id).orElse(header));
    }

    @Override
    public Optional<String> label(String path) {
        Matcher converse = CONVERSE.matcher(path);
        return converse.matches() ? Optional.of(PREFIX + "{model}/" + converse.group(2)) : Optional.empty();
    }

    @Override
    public Optional<Endpoints.Endpoint> endpoint(ServerRequest request, Endpoints endpoints) {
        Matcher converse = CONVERSE.matcher(request.path());
        if (!converse.matches()) {
            return Optional.empty();
        }
        String model = converse.group(1);
        if (converse.group(2).equals("count-tokens")) {
            ConverseServerCodec codec = ConverseServerCodec.counting(model);
            return Optional.of(endpoints.counting(codec, codec::count));
        }
        boolean streamed = converse.group(2).equals("converse-stream");
        return Optional.of(endpoints.chat(new ConverseServerCodec(model, streamed)));
    }

    @Override
    public Optional<JsonNode> shown(String path, ModelList models, Caller caller) {
        return Optional.empty();
    }
}
