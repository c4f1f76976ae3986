import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.teacher.RemoteTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;

/** Writes the journal that a harvest of these prompts would have left: a request and an answer for each. Arguments: prompts, journal, port. */
public final class WrittenJournal {
    public static void main(String[] arguments) throws Exception {
        String keys = Json.line(Map.of(
                "base_url", "http://127.0.0.1:" + arguments[2] + "/v1", "model", "local", "max_tokens", 20));
        Teacher teacher =
                new RemoteTeacher(ConfigBinder.bind(ConfigSource.json(keys, "the bench"), TeacherConfig.class));
        Path file = Path.of(arguments[1]);
        Files.createDirectories(file.getParent());
        ArrayDeque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
        String time = "2026-11-29T12:00:00.000000Z";
        try (Journal journal = Journal.open(file, 0, line -> {})) {
            int number = 0;
            for (String line : (Iterable<String>) Files.lines(Path.of(arguments[0]))::iterator) {
                Sample sample = Json.parse(line, Sample.class, "a prompt");
                JsonNode body = teacher.request(sample.prompt());
                String key = teacher.key(body);
                String answer = "{\"id\":\"a" + number + "\",\"object\":\"chat.completion\",\"model\":\"local\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"label " + number
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":60,\"completion_tokens\":5}}";
                ChatReply.Answered reply = (ChatReply.Answered) teacher.read(200, answer);
                underWay.add(journal.appendAsync(new JournalLine.Request(key, sample.id(), 1, time, body)));
                underWay.add(journal.appendAsync(JournalLine.Answer.received(
                        key, 1, time, 900, reply, 200, Optional.of("req_" + number), answer)));
                while (underWay.size() > 5000) {
                    underWay.remove().join();
                }
                number++;
            }
            underWay.forEach(CompletableFuture::join);
        }
    }
}
