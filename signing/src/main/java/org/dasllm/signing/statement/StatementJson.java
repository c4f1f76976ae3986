package org.dasllm.signing.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * The in-toto statement (v1) of a {@link Statement}, with the predicate {@value #PREDICATE}. What a signer says of themselves is the
 * predicate's {@code signer}, which other programs pass over.
 */
final class StatementJson {
    static final String TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE = "https://model_signing/signature/v1.0";

    private static final Set<String> PARTS = Set.of("serialization", "resources", "signer");
    private static final int MOST_RESOURCES = 1_000_000;
    private static final int MOST_LETTERS = 10_000;

    private final String where;

    private StatementJson(String where) {
        this.where = where;
    }

    static byte[] write(Statement statement) {
        ObjectNode root = Json.mapper().createObjectNode().put("_type", TYPE);
        root.putArray("subject")
                .addObject()
                .put("name", statement.subject())
                .putObject("digest")
                .put("sha256", digest(statement.resources()));
        root.put("predicateType", PREDICATE);
        ObjectNode predicate = root.putObject("predicate");
        ObjectNode serialization = predicate
                .putObject("serialization")
                .put("method", "files")
                .put("hash_type", "sha256")
                .put("allow_symlinks", false);
        ArrayNode ignored = serialization.putArray("ignore_paths");
        statement.ignoredPaths().forEach(ignored::add);
        ArrayNode resources = predicate.putArray("resources");
        statement
                .resources()
                .forEach(resource -> resources
                        .addObject()
                        .put("name", resource.name())
                        .put("digest", resource.sha256())
                        .put("algorithm", "sha256"));
        Signer signer = statement.signer();
        if (signer != null) {
            predicate.set("signer", Json.mapper().valueToTree(signer));
        }
        return Json.line(root).getBytes(StandardCharsets.UTF_8);
    }

    /** Over the files' digests, in the order of the list. */
    private static String digest(List<Resource> resources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            resources.forEach(resource -> digest.update(HexFormat.of().parseHex(resource.sha256())));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a statement.
     *
     * @param where the signature's file, for messages
     * @throws DasllmException if it is none of this kind, or would have files elsewhere than in its folder
     */
    static Statement read(byte[] payload, String where) {
        JsonNode root = Json.parse(StrictBytes.text(payload, where), JsonNode.class, where);
        return new StatementJson(where).statement(root);
    }

    private Statement statement(JsonNode root) {
        require(root.path("_type").asText().equals(TYPE), "is no statement of in-toto, version 1");
        require(
                root.path("predicateType").asText().equals(PREDICATE),
                "states something else than the files of a folder (" + shown(root.path("predicateType")) + ")");
        JsonNode predicate = root.path("predicate");
        JsonNode how = predicate.path("serialization");
        require(
                how.path("method").asText().equals("files")
                        && how.path("hash_type").asText().equals("sha256"),
                "names files by " + shown(how.path("method")) + " and " + shown(how.path("hash_type"))
                        + ", and this program knows whole files by sha256 alone");
        JsonNode subject = root.path("subject");
        require(subject.isArray() && subject.size() == 1, "does not speak of one folder");
        List<Resource> resources = resources(predicate.path("resources"));
        require(
                subject.at("/0/digest/sha256").asText().equals(digest(resources)),
                "contradicts itself: its digest of the whole is not that of its files");
        return new Statement(
                text(subject.path(0), "name"),
                resources,
                ignored(how.path("ignore_paths")),
                predicate.has("signer") ? signer(predicate.path("signer")) : null,
                !PARTS.containsAll(names(predicate)));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private List<Resource> resources(JsonNode list) {
        require(list.isArray() && list.size() <= MOST_RESOURCES, "has no list of files, or one that is too long");
        List<Resource> resources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode each : list) {
            String name = text(each, "name");
            require(PlainPath.is(name), "names a file outside of its folder, " + shown(each.path("name")));
            require(names.add(name), "names the file " + name + " twice");
            require(
                    each.path("algorithm").asText().equals("sha256")
                            && each.path("digest").asText().matches("[0-9a-f]{64}"),
                    "has no SHA-256 of the file " + name);
            resources.add(new Resource(name, each.path("digest").asText()));
        }
        return resources;
    }

    private List<String> ignored(JsonNode list) {
        List<String> paths = new ArrayList<>();
        for (JsonNode each : list) {
            require(
                    each.isTextual() && PlainPath.is(each.asText()),
                    "passes over a file outside of its folder, " + shown(each));
            paths.add(each.asText());
        }
        return paths;
    }

    private Signer signer(JsonNode node) {
        return new Signer(
                optional(node, "name"), optional(node, "role"), text(node, "signedAt"), text(node, "publicKey"));
    }

    private @Nullable String optional(JsonNode node, String key) {
        return node.has(key) ? text(node, key) : null;
    }

    private String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        require(value.isTextual() && value.asText().length() <= MOST_LETTERS, "has no usable " + key);
        return value.asText();
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw DasllmException.input("The signature " + where + " " + what, "Get it from its signer again");
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
