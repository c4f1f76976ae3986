package org.dasllm.hub.api;

import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.settings.HubSettings;

/** Tells apart why a hub does not give something: by its header {@code X-Error-Code}, and by the status where there is none. */
final class HubRefusal {
    private static final int MOST_CHARACTERS = 240;
    private static final String INVALID_TOKEN = "Invalid credentials in Authorization header";
    private static final String DISABLED = "Access to this resource is disabled.";

    private final HubSettings settings;
    private final ModelName model;

    HubRefusal(HubSettings settings, ModelName model) {
        this.settings = settings;
        this.model = model;
    }

    /**
     * What a status means.
     *
     * @param what what was asked for, such as {@code config.json of ORG/MODEL}
     * @param shown whether the token went along
     */
    DasllmException of(HubResponse response, String what, boolean shown) {
        String code = response.header("x-error-code").orElse("");
        String message = response.header("x-error-message").orElse("");
        int status = response.status();
        if (code.equals("GatedRepo")) {
            return gated(shown, message);
        }
        if (code.equals("RevisionNotFound")) {
            return DasllmException.input(
                    model.id() + " has no revision '" + model.revision() + "'",
                    "See its branches, tags and commits at " + page() + "/commits");
        }
        if (code.equals("EntryNotFound")) {
            return DasllmException.input("The hub does not have " + what + " any more", "Name another revision");
        }
        if (message.equals(INVALID_TOKEN)) {
            return DasllmException.input(
                    settings.endpoint() + " does not accept the token in " + source(),
                    "Make a new one at " + settings.endpoint() + "/settings/tokens, or unset it for public models");
        }
        if (message.equals(DISABLED)) {
            return DasllmException.input(model.id() + " is disabled by the hub", "Take another model");
        }
        if (code.equals("RepoNotFound") || status == 401 || status == 404) {
            return missing(shown);
        }
        if (status == 403) {
            return DasllmException.input(
                    settings.endpoint() + " forbids " + what + said(message),
                    "Give the token in " + source() + " the right to read it at " + settings.endpoint()
                            + "/settings/tokens");
        }
        return DasllmException.input(
                settings.endpoint() + " answers with status " + status + " for " + what + said(message),
                "Check HF_ENDPOINT, or try again later");
    }

    private DasllmException gated(boolean shown, String message) {
        if (!shown) {
            return DasllmException.input(
                    model.id() + " is gated, and " + noToken(),
                    "Accept its terms at " + page() + ", and set HF_TOKEN to a token of that account");
        }
        return DasllmException.input(
                model.id() + " is gated, and the account of the token in " + source() + " has not been let in"
                        + said(message),
                "Accept its terms at " + page() + " and, where its owner decides, wait until that is done");
    }

    private DasllmException missing(boolean shown) {
        String only = shown
                ? "or it is private and the token in " + source() + " may not see it"
                : "or it is private and " + noToken();
        return DasllmException.input(
                "There is no model " + model.id() + " at " + settings.endpoint() + ", " + only,
                "Check the name, which is written ORG/MODEL, and HF_TOKEN");
    }

    private String noToken() {
        return settings.token().isPresent()
                ? "no token is sent over plain HTTP to another machine"
                : "there is no token";
    }

    private String source() {
        return settings.token().map(token -> token.source()).orElse("HF_TOKEN");
    }

    private String page() {
        return settings.endpoint() + "/" + model.id();
    }

    /** The hub's own words, in one line and without the token. */
    private String said(String message) {
        return Optional.of(settings.redact(message)
                        .replaceAll("[\\s\\p{Cntrl}]+", " ")
                        .strip()
                        .replaceFirst("\\.$", ""))
                .filter(text -> !text.isEmpty())
                .map(text -> ": it says '"
                        + (text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text) + "'")
                .orElse("");
    }
}
