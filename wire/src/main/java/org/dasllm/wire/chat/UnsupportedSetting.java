package org.dasllm.wire.chat;

import java.util.List;
import org.dasllm.format.error.DasllmException;

/**
 * A setting that a request has and a protocol cannot keep.
 *
 * @param reason what the protocol lacks or asks for, a sentence without its full stop
 * @param advice what the user can do, a sentence without its full stop
 */
public record UnsupportedSetting(Setting setting, String reason, String advice) {

    /** @throws DasllmException about the first of these settings, if there is one */
    static void refuse(List<UnsupportedSetting> settings) {
        if (!settings.isEmpty()) {
            throw DasllmException.usage(
                    settings.get(0).reason(), settings.get(0).advice());
        }
    }
}
