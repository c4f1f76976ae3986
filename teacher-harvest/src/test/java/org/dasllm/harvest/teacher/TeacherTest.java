package org.dasllm.harvest.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.wire.chat.ChatReply;
import org.junit.jupiter.api.Test;

/** What every teacher does that does not do it in a way of its own. */
final class TeacherTest {
    private static final JsonNode REQUEST = Json.mapper().createObjectNode();

    /** One that can only be waited for, tells no bodies, and has no memory left. */
    private static final class Simple implements Teacher {
        @Override
        public JsonNode request(List<Message> prompt) {
            return REQUEST;
        }

        @Override
        public String hash(JsonNode request) {
            return "hash";
        }

        @Override
        public ChatReply ask(JsonNode request) {
            throw new OutOfMemoryError("no memory");
        }
    }

    @Test
    void anErrorReachesWhoeverWaits() {
        assertThatThrownBy(() -> new Simple().askAsync(REQUEST).get(10, TimeUnit.SECONDS))
                .hasRootCauseMessage("no memory");
    }

    @Test
    void whatWasAnsweredBeforeIsReadWithoutTheKey() {
        TeacherConfig config = Teachers.fake("http://127.0.0.1:9/v1")
                .with("api_key_environment_variable", "NO_SUCH_VARIABLE")
                .config();
        assertThatThrownBy(() -> ConfiguredTeacher.open(config, Optional.empty()))
                .hasMessageContaining("NO_SUCH_VARIABLE");
        assertThat(ConfiguredTeacher.reading(config, Optional.empty())
                        .read(200, "{\"choices\":[{\"message\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}"))
                .isInstanceOfSatisfying(
                        ChatReply.Answered.class,
                        answered -> assertThat(
                                        answered.response().choices().get(0).text())
                                .isEqualTo("yes"));
    }

    @Test
    void aBodyThatNoTeacherOfThisKindToldIsNotRead() {
        assertThat(new Simple().read(200, "{}"))
                .isInstanceOfSatisfying(
                        ChatReply.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("this teacher tells no bodies"));
    }
}
