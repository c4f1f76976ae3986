package org.dasllm.hub.name;

import org.dasllm.format.error.DasllmException;

/** Names of files in a repository, which come from a server and become paths on this machine. */
public final class FileName {
    private static final int MOST_CHARACTERS = 1024;
    private static final String OWN = ".dasllm/";

    private FileName() {}

    /**
     * Lets a name pass that stays below the folder it is put in, under the rules of every system.
     *
     * @param model for the message
     * @throws DasllmException for any other
     */
    public static void require(String name, ModelName model) {
        if (!safe(name)) {
            throw DasllmException.input(
                    model + " lists a file by the name '" + shown(name)
                            + "', which could leave the folder of the model",
                    "Do not use this model, and check HF_ENDPOINT");
        }
    }

    static boolean safe(String name) {
        if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        // Where this program keeps what it knows of a folder.
        if (name.startsWith(OWN)) {
            return false;
        }
        return name.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c));
    }

    /** In a message: in one line and not too long. */
    public static String shown(String name) {
        String line = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
