package org.dasllm.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.privacy.config.PrivacyConfig;
import org.dasllm.wire.http.HttpServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between a product and the vendor of its answers, which records what passes.
 *
 * @param upstream the vendor's address, such as {@code https://api.openai.com}; what a product has after its base URL's host comes after it
 * @param host the address to listen on; loopback unless told, so that nobody else can reach it
 * @param port the port to listen on; 0 for a free one
 * @param record {@code none}, {@code queued} or {@code durable}
 * @param journal the file to record into; {@code gateway/journal.jsonl} in the run's folder where nothing is given
 * @param sampleRate the share of conversations that is recorded, above 0 and at most 1; a conversation is recorded whole or not at all
 * @param masking what is looked for in recorded texts and replaced by placeholders before anything is written. {@code masking: {}} for
 *     the usual detectors; null for texts as they are. What passes is not changed
 * @param conversationHeader a header of the product's by whose value exchanges of one conversation are known
 * @param exchangeHeader the header of a reply in which its exchange's name is given, for feedback; empty for none, so that a reply has no
 *     header but the vendor's
 * @param prefix how the paths of the gateway itself begin: {@code PREFIX/feedback}, {@code PREFIX/health} and {@code PREFIX/metrics};
 *     every other path is the upstream's
 * @param memoryMegabytes what exchanges that are being received or wait to be recorded, and feedback that waits, may take in memory together
 * @param exchangeMegabytes the most that an exchange may take of that; larger ones pass and are not recorded
 * @param durableSeconds the longest that the end of a reply waits for the disk with {@code record: durable}
 * @param connectSeconds how long it may take to connect to the upstream
 * @param deadlineSeconds how long an exchange may take as a whole; an hour unless told, since streams of long answers may take many minutes
 * @param silenceSeconds how long the upstream may send nothing while it is waited for; longer than the vendors' clients wait, mostly ten
 *     minutes, so that it is they who give up
 * @param certificateAuthorities a PEM file of certificates that are trusted beside those that this Java trusts
 * @param stopSeconds how long exchanges under way may take to end when the gateway is stopped
 * @param http what clients may take of the gateway
 */
public record GatewayConfig(
        String upstream,
        @Default("127.0.0.1") String host,
        @Default("8090") int port,
        @Default("queued") RecordMode record,
        Optional<Path> journal,
        @Default("1") double sampleRate,
        @Nullable PrivacyConfig masking,
        @Default("x-conversation-id") String conversationHeader,
        @Default("x-dasllm-exchange") String exchangeHeader,
        @Default("/dasllm") String prefix,
        @Default("64") int memoryMegabytes,
        @Default("8") int exchangeMegabytes,
        @Default("2") double durableSeconds,
        @Default("30") int connectSeconds,
        @Default("3600") int deadlineSeconds,
        @Default("900") int silenceSeconds,
        Optional<Path> certificateAuthorities,
        @Default("30") int stopSeconds,
        @Default("{}") HttpServerConfig http) {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    public GatewayConfig {
        new Faults()
                .unless(isAddress(upstream), "upstream", "is an http or https address, not '" + upstream + "'")
                .unless(
                        !isAddress(upstream) || !isItself(URI.create(upstream), host, port),
                        "upstream",
                        "is the gateway's own address: every request would come back to it")
                .unless(!host.isBlank(), "host", "is empty")
                .unless(port >= 0 && port <= 65535, "port", "is from 0 to 65535, not " + port)
                .unless(
                        sampleRate > 0 && sampleRate <= 1,
                        "sample_rate",
                        "is above 0 and at most 1, not " + sampleRate + "; record: none records nothing")
                .unless(
                        conversationHeader.isEmpty()
                                || HEADER.matcher(conversationHeader).matches(),
                        "conversation_header",
                        "is a header's name, or empty, not '" + conversationHeader + "'")
                .unless(
                        exchangeHeader.isEmpty()
                                || HEADER.matcher(exchangeHeader).matches(),
                        "exchange_header",
                        "is a header's name, or empty, not '" + exchangeHeader + "'")
                .unless(
                        prefix.matches("/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]"),
                        "prefix",
                        "is a path that begins with / and does not end with it, not '" + prefix + "'")
                .unless(
                        memoryMegabytes >= 1 && memoryMegabytes <= 65536,
                        "memory_megabytes",
                        "is from 1 to 65536, not " + memoryMegabytes)
                .unless(
                        exchangeMegabytes >= 1 && exchangeMegabytes <= Math.min(memoryMegabytes, 256),
                        "exchange_megabytes",
                        "is from 1 to memory_megabytes, and at most 256, not " + exchangeMegabytes)
                .unless(
                        durableSeconds > 0 && durableSeconds <= 3600,
                        "durable_seconds",
                        "is above 0 and at most 3600, not " + durableSeconds)
                .unless(seconds(connectSeconds), "connect_seconds", "is from 1 to 86400, not " + connectSeconds)
                .unless(seconds(deadlineSeconds), "deadline_seconds", "is from 1 to 86400, not " + deadlineSeconds)
                .unless(seconds(silenceSeconds), "silence_seconds", "is from 1 to 86400, not " + silenceSeconds)
                .unless(stopSeconds >= 0, "stop_seconds", "is at least 0, not " + stopSeconds)
                .refuse();
    }

    private static boolean seconds(int value) {
        return value >= 1 && value <= 86_400;
    }

    private static boolean isItself(URI upstream, String host, int port) {
        return upstream.getPort() == port
                && (upstream.getHost().equalsIgnoreCase(host) || (isLoopback(upstream.getHost()) && isLoopback(host)));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The upstream's address. */
    public URI upstreamUri() {
        return URI.create(upstream);
    }
}
