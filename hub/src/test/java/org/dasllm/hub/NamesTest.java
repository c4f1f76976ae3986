package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.hub.api.Licence;
import org.dasllm.hub.name.ContentName;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.settings.HubSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, hashes and variables, by the rules of git and of huggingface_hub. */
final class NamesTest {
    @TempDir
    Path user;

    @ParameterizedTest
    @CsvSource({
        "org/model, org/model, main",
        "gpt2, gpt2, main",
        "org/Model-1.5_b@v1.0, org/Model-1.5_b, v1.0",
        "org/model@refs/pr/1, org/model, refs/pr/1"
    })
    void modelsAreNamed(String text, String id, String revision) {
        assertThat(ModelName.parse(text)).isEqualTo(new ModelName(id, revision));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b/c",
                "../model",
                "org/..",
                "org/mo--del",
                "org/-model",
                "org/model.git",
                "org/módel",
                "org/",
                "org/model@",
                "org/model@../x",
                "org/model@a b",
                "org/model@/x",
                "org/model@x/",
                "org/model@a@b",
                "org/model@.x",
                "org/model@a\\b",
                "/model"
            })
    void otherNamesAreRefused(String text) {
        assertThatThrownBy(() -> ModelName.parse(text)).isInstanceOf(DasllmException.class);
    }

    @Test
    void aFolderIsNotTakenForAModel() {
        assertThat(ModelName.in("demo/models/base")).isEmpty();
        assertThat(ModelName.in("base")).isEmpty();
        assertThat(ModelName.in("./base")).isEmpty();
        assertThat(ModelName.in("gpt2@main")).isPresent();
        assertThat(ModelName.in("org/model")).isPresent();
    }

    /** What {@code git hash-object} and {@code sha256sum} answer. */
    @ParameterizedTest
    @CsvSource({
        "'', e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "'hello\n', ce013625030ba8dba906f756967f9e9ca394464a",
        "'hello\n', 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    })
    void contentsAreNamedAsGitAndLfsDo(String content, String name) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        ContentName hash = ContentName.like(name, bytes.length);
        hash.update(bytes, 0, bytes.length);
        assertThat(hash.name()).isEqualTo(name);
    }

    @Test
    void theCacheIsWherePythonLooksForIt() {
        assertThat(settings().cache()).isEqualTo(user.resolve(".cache/huggingface/hub"));
        assertThat(settings("XDG_CACHE_HOME", "/x").cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(settings("HF_HOME", "~/hf").cache()).isEqualTo(user.resolve("hf/hub"));
        assertThat(settings("HF_HOME", "$BASE/${PART}/hf", "BASE", "/b", "PART", "p")
                        .cache())
                .isEqualTo(Path.of("/b/p/hf/hub"));
        assertThat(settings("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/old").cache())
                .isEqualTo(Path.of("/old"));
        assertThat(settings("HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "/new")
                        .cache())
                .isEqualTo(Path.of("/new"));
        assertThat(settings("HF_HUB_OFFLINE", "yes").offline()).isTrue();
        assertThat(settings("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "").offline())
                .isFalse();
    }

    @Test
    void theTokenIsReadAndNeverShown() throws Exception {
        Path home = Files.createDirectories(user.resolve(".cache/huggingface"));
        assertThat(settings().token()).isEmpty();
        Files.writeString(home.resolve("token"), "hf_ofTheFile\n");
        assertThat(settings().token().orElseThrow().header()).isEqualTo("Bearer hf_ofTheFile");
        HubSettings settings = settings("HF_TOKEN", " hf_ofTheVariable ");
        assertThat(settings.token().orElseThrow().header()).isEqualTo("Bearer hf_ofTheVariable");
        assertThat(settings.toString()).doesNotContain("hf_of");
        assertThat(settings.redact("you sent hf_ofTheVariable")).isEqualTo("you sent ***");
        Path other = Files.writeString(user.resolve("other"), "hf_other");
        assertThat(settings("HF_TOKEN_PATH", other.toString())
                        .token()
                        .orElseThrow()
                        .source())
                .isEqualTo(other.toString());
        assertThat(settings("HF_TOKEN", "hf_x", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
                        .token())
                .isEmpty();
        assertThatThrownBy(() -> settings("HF_TOKEN", "hf secret")).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://hub", "hub.example", "https://user:hf_pw@hub", "https://", "https://h?x=hf_pw", ":"})
    void anEndpointIsAnAddressAndNoSecret(String endpoint) {
        assertThatThrownBy(() -> settings("HF_ENDPOINT", endpoint))
                .isInstanceOf(DasllmException.class)
                .hasMessageNotContaining("hf_pw");
    }

    @Test
    void aSlashAtTheEndpointsEndIsNone() {
        assertThat(settings("HF_ENDPOINT", "https://hub.example/mirror//").endpoint())
                .hasToString("https://hub.example/mirror");
        assertThat(settings().endpoint()).hasToString("https://huggingface.co");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "license: apache-2.0|apache-2.0",
                "license: 'mit'|mit",
                "license: other\\nlicense_name: gemma\\nlicense_link: https://ai.google.dev/gemma/terms|gemma"
                        + " (https://ai.google.dev/gemma/terms)",
                "license:\\n- mit\\n- apache-2.0\\nlanguage: en|mit, apache-2.0",
                "language: en|not stated"
            })
    void aCardSaysTheLicence(String lines, String licence) {
        assertThat(Licence.ofCard("---\n" + lines.replace("\\n", "\n") + "\n---\n# A model\nlicense: not this\n"))
                .hasToString(licence);
        assertThat(Licence.ofCard("# No card\n" + lines)).hasToString(Licence.UNKNOWN);
    }

    private HubSettings settings(String... pairs) {
        Map<String, String> environment = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return HubSettings.of(environment, user);
    }
}
