package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.cache.Origin;
import org.dasllm.hub.pull.Pull;
import org.dasllm.hub.pull.PullPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with a hub or a model, each told in one line. */
final class PullRefusalTest extends PullFixture {
    @Test
    void doesNotWaitForever() {
        hub.refusals.set(Integer.MAX_VALUE);
        assertThatThrownBy(this::pull)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("status 429")
                .hasMessageContaining("tried 4 times");
        hub.retryAfter = "3600";
        assertThatThrownBy(this::pull)
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("left alone for 3600 s");
    }

    @Test
    void refusesAContentThatHasChanged() throws Exception {
        Files.createDirectories(blobs());
        Files.write(partial(), Arrays.copyOf(model.of(SHARD), 1000));
        hub.otherEtag = "a".repeat(64);
        assertRefused("has changed at the hub");
        assertThat(partial()).hasSize(1000);
    }

    @Test
    void refusesAContentThatIsNotWhatTheHubSays() throws Exception {
        Pull pull = Tiny.pull(settings(), Tiny.MODEL);
        PullPlan plan = pull.plan();
        String etag = FakeHub.etag(SHARD, model.of(SHARD));
        hub.otherEtag = etag;
        model.files.put(SHARD, Tiny.random(9, BYTES));
        model.files.remove("model-00002-of-00002.safetensors");
        PullPlan one = new PullPlan(
                plan.model(),
                false,
                plan.folder(),
                plan.files().stream()
                        .filter(item -> item.file().name().equals(SHARD))
                        .toList());
        assertThatThrownBy(() -> pull.run(one))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("SHA-256 is");
        assertThat(plan.folder().resolve(SHARD)).doesNotExist();
        assertThat(blobs().resolve(etag)).doesNotExist();
    }

    @Test
    void refusesABodyWithoutAnEnd() {
        hub.endless = true;
        assertRefused("does not end");
    }

    @Test
    void doesNotWaitForASilentServer() {
        hub.silent = true;
        assertThatThrownBy(() -> pull("HF_HUB_DOWNLOAD_TIMEOUT", "1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("it sent nothing within the time allowed");
    }

    @Test
    void tellsGatedMissingAndForbiddenApart() throws Exception {
        model.gated = "manual";
        assertRefused("org/model is gated, and there is no token", hub.endpoint() + "/org/model");
        assertRefused(FakeHub.STRANGER, "has not been let in");
        assertThatThrownBy(() -> pull("HF_TOKEN", "hf_wrong"))
                .hasMessageContaining("does not accept the token in the variable HF_TOKEN");
        assertThat(Origin.of(pull("HF_TOKEN", FakeHub.TOKEN)))
                .containsEntry(
                        "access",
                        "gated (manual), given by the hub to the token of the user, who had accepted its terms");
        assertThatThrownBy(() -> Tiny.pull(settings(), "org/nothing").plan())
                .hasMessageContaining("There is no model org/nothing")
                .hasMessageContaining("private and there is no token");
        assertThatThrownBy(() -> Tiny.pull(settings(), "org/model@v9").plan())
                .hasMessageContaining("org/model has no revision 'v9'");
    }

    private void assertRefused(String... words) {
        boolean stranger = words[0].equals(FakeHub.STRANGER);
        assertThatThrownBy(() -> pull(stranger ? new String[] {"HF_TOKEN", FakeHub.STRANGER} : new String[0]))
                .isInstanceOf(DasllmException.class)
                .satisfies(refused -> {
                    for (String word : Arrays.asList(words).subList(stranger ? 1 : 0, words.length)) {
                        assertThat(refused).hasMessageContaining(word);
                    }
                    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                        assertThat(String.valueOf(cause.getMessage()))
                                .doesNotContain(FakeHub.STRANGER)
                                .doesNotContain("\n");
                    }
                });
    }

    @Test
    void saysWhatElseToDoWithOtherWeights() throws Exception {
        model.files.keySet().removeIf(name -> name.startsWith("model"));
        assertRefused("pickles alone (pytorch_model.bin)");
        model.file("q4.gguf", "GGUF");
        assertRefused("GGUF alone (q4.gguf)", "dasllm import", "--file");
        Pull pull = Tiny.pull(settings(), Tiny.MODEL, Optional.empty(), "q4.gguf");
        assertThat(pull.run(pull.plan()).resolve("q4.gguf")).hasContent("GGUF");
        assertThatThrownBy(() -> Tiny.pull(settings(), Tiny.MODEL, Optional.empty(), "q8.gguf")
                        .plan())
                .hasMessageContaining("has no file q8.gguf")
                .hasMessageContaining("q4.gguf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "/etc/evil", "a/../../evil", "..\\evil", "additional/../../../evil.jinja"})
    void refusesNamesThatLeaveTheFolder(String name) {
        model.file(name, "evil");
        assertRefused("could leave the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer:evil", "tokenizer\\evil", "tokenizer//evil", "tokenizer\u0007"})
    void refusesNeededNamesThatAreNone(String name) {
        model.file(name, "evil");
        assertRefused("could leave the folder");
    }

    @Test
    void refusesAnswersThatAreNone() {
        hub.otherList = "<html>Log in</html>";
        assertRefused("does not answer as a hub does");
        hub.otherList = "{\"sha\": \"main\", \"siblings\": []}";
        assertRefused("does not answer as a hub does");
        hub.otherList = "{\"sha\": \"" + FakeHub.COMMIT + "\", \"siblings\": [{\"rfilename\": \"config.json\"},"
                + "{\"rfilename\": \"model.safetensors\", \"size\": 9223372036854775807, \"lfs\": {\"sha256\": \""
                + "a".repeat(64) + "\"}}]}";
        assertRefused("does not say how long model.safetensors");
        hub.otherList = "";
        assertThatThrownBy(() -> Tiny.pull(Tiny.settings("http://127.0.0.1:1", home), Tiny.MODEL)
                        .plan())
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("the connection was refused. Start it or correct HF_ENDPOINT");
    }

    @Test
    void asksNobodyWhereThatIsForbidden() {
        assertThatThrownBy(() -> pull("HF_HUB_OFFLINE", "1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void saysInOneLineWhatCannotBeWritten() throws Exception {
        Files.writeString(home.resolve("hub"), "a file where the cache should be");
        assertThatThrownBy(this::pull).isInstanceOf(DasllmException.class).hasMessageContaining("cannot be written");
    }
}
