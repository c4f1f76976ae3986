package org.dasllm.harvest.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a teacher's requests are posted. */
final class Endpoint {
    private Endpoint() {}

    /** @param usual the path of the API where the address has none */
    static URI below(TeacherConfig teacher, String usual, String path) {
        String address = address(teacher);
        return URI.create(address + (bare(address) ? usual : "") + path);
    }

    static URI gemini(TeacherConfig teacher) {
        return below(teacher, "/v1beta", resource(teacher.model()) + ":generateContent");
    }

    static URI bedrock(TeacherConfig teacher) {
        return below(teacher, "", "/model/" + encoded(teacher.model()) + "/converse");
    }

    /** The model is a deployment: in the path with a dated version of the API, and in the body alone since version 1. */
    static URI azure(TeacherConfig teacher) {
        String address = address(teacher);
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

    private static String address(TeacherConfig teacher) {
        return teacher.address().replaceAll("/+$", "");
    }

    private static boolean bare(String address) {
        return URI.create(address).getRawPath().isEmpty();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
