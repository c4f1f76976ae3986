package org.dasllm.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ShellName;

/** Serves the finished bundle for a moment and asks it a question as a client would. */
public final class BundleTrial {
    private static final String SYSTEM = "Answer in JSON with the intent and the urgency of the customer's message.";
    private static final String QUESTION = "Someone has just paid with my card in a city where I have never been!";

    private BundleTrial() {}

    /** Prints question and answer. */
    public static void ask(Path bundle, PipelineConfig config) {
        try (LoadedModel loaded = LoadedModel.load(
                        bundle,
                        config.student().device(),
                        config.student().threads(),
                        config.student().precision());
                InferenceServer server = InferenceServer.start(
                        config.serve().forThisMachine(), loaded.model(), loaded.tokenizer(), loaded.template())) {
            URI uri = URI.create(server.uri() + "/v1/chat/completions");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body(config)));
            config.serve().apiKey(System.getenv()).ifPresent(key -> request.header("Authorization", "Bearer " + key));
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = Json.mapper().readTree(response.body());
            System.out.println("answer    " + QUESTION + "  ->  "
                    + answer.at("/choices/0/message/content").asText(response.body()));
        } catch (IOException failure) {
            throw DasllmException.of(ExitCode.FAULT, "The bundle did not answer: " + failure, "See " + bundle);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same question for a shell, to the server that {@code dasllm serve} starts. */
    public static String curl(PipelineConfig config) {
        String key = config.serve()
                .apiKeyVariable()
                .map(variable -> " -H \"Authorization: Bearer $" + variable + "\"")
                .orElse("");
        return "curl http" + (config.serve().http().tls() ? "s" : "") + "://127.0.0.1:"
                + config.serve().port()
                + "/v1/chat/completions -H 'Content-Type: application/json'" + key + " -d "
                + ShellName.of(body(config));
    }

    private static String body(PipelineConfig config) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", config.serve().modelName());
        body.put("temperature", 0);
        body.putArray("messages")
                .add(Json.mapper().createObjectNode().put("role", "system").put("content", SYSTEM))
                .add(Json.mapper().createObjectNode().put("role", "user").put("content", QUESTION));
        return Json.line(body);
    }
}
