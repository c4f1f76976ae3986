package org.dasllm.cli.installation;

import org.dasllm.format.manifest.RunManifest;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "dasllm " + RunManifest.version(), "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
        };
    }
}
