package org.dasllm.harvest.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.harvest.fixture.Teachers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSourceTest {
    @TempDir
    Path dir;

    @Test
    void aFileIsReadAnewWhenItChangesAndItsLastKeyIsUsedWhileItIsBeingWritten() throws IOException {
        Path file = Files.writeString(dir.resolve("key"), "first\n");
        Supplier<Optional<String>> key = SecretSource.of(
                Teachers.fake("http://h").with("api_key_file", file).config());
        assertThat(key.get()).hasValue("first");
        Files.writeString(file, "");
        assertThat(key.get()).hasValue("first");
        Files.delete(file);
        assertThat(key.get()).hasValue("first");
        Files.writeString(file, "second");
        assertThat(key.get()).hasValue("second");
        Path renewed = Files.writeString(dir.resolve("new"), "third1");
        Files.setLastModifiedTime(renewed, Files.getLastModifiedTime(file));
        Files.move(renewed, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(key.get()).hasValue("third1");
    }

    @Test
    void aFileWithoutAKeyIsRefusedAndNotShown() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), " \n");
        assertThatThrownBy(() -> SecretSource.of(
                        Teachers.fake("http://h").with("api_key_file", empty).config()))
                .hasMessageContaining("which api_key_file names, is empty");
        Path two = Files.writeString(dir.resolve("two"), "sk-one\nsk-two");
        assertThatThrownBy(() -> SecretSource.of(
                        Teachers.fake("http://h").with("api_key_file", two).config()))
                .message()
                .contains("two", "nothing else")
                .doesNotContain("sk-one", "sk-two");
    }

    @Test
    void theVendorsVariableIsUsedOnlyAtTheVendorsAddress() {
        Teachers anthropic = Teachers.fake("http://h").with("protocol", "anthropic");
        assertThat(SecretSource.of(anthropic.config()).get()).isEmpty();
        assertThat(System.getenv("ANTHROPIC_API_KEY")).isNull();
        assertThatThrownBy(
                        () -> SecretSource.of(anthropic.with("base_url", null).config()))
                .hasMessageContaining("ANTHROPIC_API_KEY for the teacher's API key is not set")
                .hasMessageContaining("api_key_file");
        assertThatThrownBy(() -> SecretSource.of(
                        Teachers.fake("http://h").with("protocol", "azure").config()))
                .hasMessageContaining("AZURE_OPENAI_API_KEY for the teacher's API key is not set");
        assertThat(SecretSource.of(anthropic
                                .with("api_key_environment_variable", "PATH")
                                .config())
                        .get())
                .hasValue(System.getenv("PATH"));
    }
}
