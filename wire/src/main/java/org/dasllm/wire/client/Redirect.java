package org.dasllm.wire.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server sends us instead.
 *
 * @param target an address, without anything in it that may be secret
 * @param advice a sentence without its full stop
 */
record Redirect(String target, String advice) {

    /** @param endsIn how the path of the endpoint ends, below the address of the API */
    static Redirect of(URI endpoint, String endsIn, String location) {
        URI target;
        try {
            URI to = endpoint.resolve(new URI(location.strip().replace(" ", "%20")));
            target = new URI(to.getScheme(), null, to.getHost(), to.getPort(), to.getPath(), null, null);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new Redirect("an address that cannot be read", "Ask its operator for the address of the API");
        }
        String path = target.toString().replaceAll("/+$", "");
        if (target.getHost() == null || !path.endsWith(endsIn)) {
            return new Redirect(
                    target.toString(),
                    "Set base_url to the address of the API; the one it redirects to does not look like it, and may be a"
                            + " login page");
        }
        if (path.equals(endpoint.toString())) {
            return new Redirect(
                    target.toString(), "Ask its operator for the address of the API, which is not at base_url");
        }
        String base = path.substring(0, path.length() - endsIn.length());
        return new Redirect(target.toString(), "Set base_url to " + base);
    }
}
