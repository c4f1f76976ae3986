package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.client.ConnectionLost;
import org.dasllm.wire.client.Download;
import org.dasllm.wire.client.SettingNames;

/** A vendor's live list of models, {@code GET /models}, as OpenAI describes it and compatible servers have it. */
public final class ModelList {
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private ModelList() {}

    /**
     * What the list says of one model.
     *
     * @param listed whether it is in it
     * @param shutdown the day from which it is served no more, where the vendor has announced one
     */
    public record Entry(boolean listed, Optional<LocalDate> shutdown) {}

    /**
     * Asks for the list once.
     *
     * @throws DasllmException if the teacher's protocol has none, its key is not there, or the server does not give one
     */
    public static Entry of(TeacherConfig teacher) throws InterruptedException {
        String endpoint = teacher.endpoint().toString();
        int end = endpoint.lastIndexOf("/chat/completions");
        for (String path : new String[] {"/responses", "/messages"}) {
            end = Math.max(end, endpoint.endsWith(path) ? endpoint.length() - path.length() : -1);
        }
        if (end < 0 || teacher.apiVersion() != null) {
            throw DasllmException.usage(
                    "The teacher at " + endpoint + " has no list of models that is read here", "Leave --online out");
        }
        URI address = URI.create(endpoint.substring(0, end) + "/models");
        Supplier<Optional<String>> key = SecretSource.of(teacher);
        Download download = new Download(
                Optional.ofNullable(teacher.certificateAuthorities()),
                SILENCE,
                new SettingNames("base_url", "certificate_authorities"));
        try {
            Map<String, String> headers =
                    new HashMap<>(teacher.codec().orElseThrow().headers(key.get()));
            headers.put("Accept", "application/json");
            Download.Reply reply = download.open("GET", address, headers);
            try (InputStream body = reply.body()) {
                String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                if (reply.head().status() != 200) {
                    throw DasllmException.input(
                            "The list of models at " + address + " is refused: HTTP "
                                    + reply.head().status(),
                            "Check the teacher's address and key");
                }
                return entry(Json.parse(text, JsonNode.class, address.toString()), teacher.model());
            }
        } catch (ConnectionLost lost) {
            throw DasllmException.input(
                    "The list of models at " + address + " does not come: " + lost.getMessage(),
                    "Check the network, or leave --online out");
        } catch (IOException broken) {
            throw DasllmException.input(
                    "The list of models at " + address + " broke off: " + broken.getMessage(), "Run the command again");
        }
    }

    static Entry entry(JsonNode list, String model) {
        for (JsonNode each : list.path("data")) {
            if (each.path("id").asText().equals(model)) {
                return new Entry(true, date(each.path("shutdown_date").asText("")));
            }
        }
        return new Entry(false, Optional.empty());
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
