package org.dasllm.harvest.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a teacher's requests are posted. */
final class Endpoint {
    private Endpoint() {}

    static URI of(TeacherConfig teacher) {
        String address = teacher.address().replaceAll("/+$", "");
        return switch (teacher.protocol()) {
            case OPENAI, XAI -> below(address, "/v1", "/chat/completions");
            case RESPONSES -> below(address, "/v1", "/responses");
            case ANTHROPIC -> below(address, "/v1", "/messages");
            case GEMINI -> below(address, "/v1beta", resource(teacher.model()) + ":generateContent");
            case BEDROCK -> below(address, "", "/model/" + encoded(teacher.model()) + "/converse");
            case AZURE -> azure(address, teacher);
        };
    }

    /** @param usual the path of the API where the address has none */
    private static URI below(String address, String usual, String path) {
        return URI.create(address + (bare(address) ? usual : "") + path);
    }

    /** The model is a deployment: in the path with a dated version of the API, and in the body alone since version 1. */
    private static URI azure(String address, TeacherConfig teacher) {
        String api = address + (bare(address) ? "/openai" : "");
        String version = teacher.apiVersion();
        if (version == null) {
            return URI.create(api + (api.endsWith("/v1") ? "" : "/v1") + "/chat/completions");
        }
        String deployment = api.contains("/deployments/") ? "" : "/deployments/" + encoded(teacher.model());
        return URI.create(api + deployment + "/chat/completions?api-version=" + version);
    }

    /** Gemini's models are resources, and tuned ones are of another kind. */
    private static String resource(String model) {
        return (model.contains("/") ? "/" : "/models/") + encoded(model).replace("%2F", "/");
    }

    private static boolean bare(String address) {
        return URI.create(address).getRawPath().isEmpty();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
