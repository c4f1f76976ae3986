package org.dasllm.hub.settings;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;

/**
 * What Python's huggingface_hub reads from the environment, read in the same way.
 *
 * @param endpoint the hub's address, without a slash at its end
 * @param cache the folder with one folder a model
 * @param token what the hub is shown; empty for what is public
 * @param offline whether nothing may be asked
 * @param links whether symbolic links are tried
 * @param silence how long a server may say nothing
 * @param authorities a PEM file of certificates that are trusted beside those that this Java trusts
 */
public record HubSettings(
        URI endpoint,
        Path cache,
        Optional<Token> token,
        boolean offline,
        boolean links,
        Duration silence,
        Optional<Path> authorities) {
    public static final String DEFAULT_ENDPOINT = "https://huggingface.co";

    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
    private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{0,5}");
    private static final int DEFAULT_SILENCE_SECONDS = 30;

    /**
     * Reads the variables.
     *
     * @param user the user's home folder
     * @throws DasllmException if one of them cannot be meant so
     */
    public static HubSettings of(Map<String, String> environment, Path user) {
        Variables variables = new Variables(environment, user);
        Path tokenFile = variables.path("HF_TOKEN_PATH", home(variables).resolve("token"));
        String seconds = variables.text("HF_HUB_DOWNLOAD_TIMEOUT", "");
        return new HubSettings(
                endpoint(variables.text("HF_ENDPOINT", DEFAULT_ENDPOINT)),
                cache(environment, user),
                variables.set("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? Optional.empty() : Token.find(environment, tokenFile),
                variables.set("HF_HUB_OFFLINE") || variables.set("TRANSFORMERS_OFFLINE"),
                !variables.set("HF_HUB_DISABLE_SYMLINKS"),
                Duration.ofSeconds(
                        SECONDS.matcher(seconds).matches() ? Integer.parseInt(seconds) : DEFAULT_SILENCE_SECONDS),
                Optional.of(variables.text("SSL_CERT_FILE", ""))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of)
                        .filter(Files::isRegularFile));
    }

    /** Where models are kept, whatever else the variables say. */
    public static Path cache(Map<String, String> environment, Path user) {
        Variables variables = new Variables(environment, user);
        return variables.path(
                "HF_HUB_CACHE",
                variables.path("HUGGINGFACE_HUB_CACHE", home(variables).resolve("hub")));
    }

    private static Path home(Variables variables) {
        Path caches = variables.path("XDG_CACHE_HOME", variables.user().resolve(".cache"));
        return variables.path("HF_HOME", caches.resolve("huggingface"));
    }

    /** Where this process keeps models. */
    public static Path cacheHere() {
        return cache(System.getenv(), userHere());
    }

    private static Path userHere() {
        return Path.of(System.getProperty("user.home", "."));
    }

    /** This process's. */
    public static HubSettings here() {
        return of(System.getenv(), userHere());
    }

    private static URI endpoint(String text) {
        String address = text.strip().replaceAll("/+$", "");
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw noEndpoint("it is not an address");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw noEndpoint("it does not begin with https:// or http:// and a host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            // What stands there may be secret, so that it is not shown.
            throw noEndpoint("it has more than scheme, host, port and path");
        }
        return uri;
    }

    private static DasllmException noEndpoint(String why) {
        return DasllmException.usage(
                "HF_ENDPOINT cannot be used: " + why,
                "Set it to the address of a hub, such as " + DEFAULT_ENDPOINT + ", or unset it");
    }

    /** The same with a file of certificates. */
    public HubSettings withAuthorities(Path file) {
        return new HubSettings(endpoint, cache, token, offline, links, silence, Optional.of(file));
    }

    /** A text of others without the token. */
    public String redact(String text) {
        return token.map(known -> known.takenOutOf(text)).orElse(text);
    }

    /** Variables of an environment; one that is empty is as good as absent. */
    private record Variables(Map<String, String> environment, Path user) {
        String text(String name, String otherwise) {
            String value = environment.getOrDefault(name, "");
            return value.isBlank() ? otherwise : value;
        }

        boolean set(String name) {
            return TRUE.contains(text(name, "").toUpperCase(Locale.ROOT));
        }

        Path path(String name, Path otherwise) {
            String value = text(name, "");
            return value.isEmpty() ? otherwise : Path.of(expanded(value));
        }

        /** With other variables and the user's folder, as a shell would have put them in. */
        private String expanded(String value) {
            String home = value.equals("~") || value.startsWith("~/") ? user + value.substring(1) : value;
            Matcher matcher = VARIABLE.matcher(home);
            return matcher.replaceAll(found -> {
                String named = found.group(1) == null ? found.group(2) : found.group(1);
                return Matcher.quoteReplacement(environment.getOrDefault(named, found.group()));
            });
        }
    }
}
