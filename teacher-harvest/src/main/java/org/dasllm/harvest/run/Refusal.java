package org.dasllm.harvest.run;

import java.net.URI;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.teacher.Reply;

/** Words for a teacher that nothing more need be sent to. */
final class Refusal {
    private static final String AGAIN = ", and run the same command again";

    private Refusal() {}

    static DasllmException of(URI endpoint, Reply.Failed failed) {
        Integer status = failed.status();
        String what;
        String advice;
        if (status == null) {
            what = "cannot be reached";
            advice = "Start it or correct base_url";
        } else if (status < 300) {
            what = "does not answer as it is asked to";
            advice = "Check base_url and model";
        } else if (status < 400) {
            what = "is not at that address";
            advice = "Correct base_url";
        } else {
            what = "refuses all requests";
            advice = "Check the key's environment variable, base_url and model";
        }
        String told = failed.advice() == null ? advice : failed.advice();
        return DasllmException.input("The teacher at " + endpoint + " " + what + ": " + failed.reason(), told + AGAIN);
    }
}
