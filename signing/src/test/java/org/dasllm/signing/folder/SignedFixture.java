package org.dasllm.signing.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.key.SigningKey;

/** A folder as a run leaves it, small, and signers for it. */
public final class SignedFixture {
    public static final Instant TIME = Instant.parse("2026-11-30T08:15:00Z");

    private final Path dir;

    private SignedFixture(Path dir) {
        this.dir = dir;
    }

    /** With a report of this outcome. */
    public static SignedFixture in(Path dir, String outcome, String... openFields) {
        SignedFixture fixture = new SignedFixture(dir);
        String open = String.join(
                ",",
                List.of(openFields).stream().map(name -> "\"" + name + "\"").toList());
        fixture.file(
                "evaluation/report.json",
                "{\"version\":1,\"verdict\":{\"outcome\":\"" + outcome + "\"},\"open_fields\":[" + open + "]}\n");
        fixture.file("evaluation/report.html", "<!doctype html><title>A report</title>\n");
        fixture.file(
                "evaluation/predictions.jsonl",
                "{\"id\":\"q1\",\"student\":\"yes\"}\n{\"id\":\"q2\",\"student\":\"no\"}\n");
        fixture.file("dataset/test.jsonl", "{\"id\":\"q1\"}\n{\"id\":\"q2\"}\n");
        fixture.file("model.safetensors", "\u0001\u0002weights\u0003");
        fixture.file("empty", "");
        return fixture;
    }

    public void file(String name, String text) {
        try {
            Path file = folder().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return dir.resolve("run");
    }

    /** The public key's file of a signer, whose pair is made on first use. */
    public Path publicKey(String name) {
        Path file = dir.resolve(name + ".pub.pem");
        return Files.exists(file) ? file : SigningKey.create(dir.resolve(name + ".pem"), Optional.empty());
    }

    private SigningKey key(String name) {
        publicKey(name);
        return SigningKey.read(dir.resolve(name + ".pem"), Optional.empty());
    }

    /** Signs the folder and returns the signature's file. */
    public Path sign(String name) {
        return sign(name, Map.of(), Optional.empty());
    }

    public Path sign(String name, Map<String, String> fields, Optional<String> despiteVerdict) {
        return new Signing(key(name), name, "tester", fields, despiteVerdict, TIME).sign(folder(), Progress.SILENT);
    }

    /** Signs another folder. */
    public Path sign(String name, Path folder) {
        return new Signing(key(name), name, "tester", Map.of(), Optional.empty(), TIME).sign(folder, Progress.SILENT);
    }

    /** Verifies with the keys of these signers. */
    public FolderFindings verify(String... names) {
        List<KnownKey> keys = List.of(names).stream()
                .map(name -> KnownKey.read(publicKey(name)))
                .toList();
        return SignedFolder.open(folder(), Progress.SILENT).verify(keys, List.of());
    }
}
