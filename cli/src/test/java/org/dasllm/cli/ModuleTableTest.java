package org.dasllm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The module table of ARCHITECTURE.md, held true. */
final class ModuleTableTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.dasllm");

    @Test
    void modulesDependOnlyOnWhatTheTableAllows() {
        ArchRule table = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.dasllm..")
                .layer("format")
                .definedBy("org.dasllm.format..")
                .layer("signing")
                .definedBy("org.dasllm.signing..")
                .layer("document")
                .definedBy("org.dasllm.document..")
                .layer("privacy")
                .definedBy("org.dasllm.privacy..")
                .layer("schema")
                .definedBy("org.dasllm.schema..")
                .layer("wire")
                .definedBy("org.dasllm.wire..")
                .layer("hub")
                .definedBy("org.dasllm.hub..")
                .layer("tensor")
                .definedBy("org.dasllm.tensor..")
                .layer("nd4j")
                .definedBy("org.dasllm.nd4j..")
                .layer("onednn")
                .definedBy("org.dasllm.onednn..")
                .layer("cuda")
                .definedBy("org.dasllm.cuda..")
                .layer("model")
                .definedBy("org.dasllm.model..")
                .layer("engine")
                .definedBy("org.dasllm.engine..")
                .layer("harvest")
                .definedBy("org.dasllm.harvest..")
                .layer("bedrock")
                .definedBy("org.dasllm.bedrock..")
                .layer("gateway")
                .definedBy("org.dasllm.gateway..")
                .layer("dataset")
                .definedBy("org.dasllm.dataset..")
                .layer("trainer")
                .definedBy("org.dasllm.trainer..")
                .layer("export")
                .definedBy("org.dasllm.export..")
                .layer("backup")
                .definedBy("org.dasllm.backup..")
                .layer("s3")
                .definedBy("org.dasllm.s3..")
                .layer("eval")
                .definedBy("org.dasllm.eval..")
                .layer("cli")
                .definedBy("org.dasllm.cli..")
                .whereLayer("format")
                .mayNotAccessAnyLayer()
                .whereLayer("signing")
                .mayOnlyAccessLayers("format")
                .whereLayer("document")
                .mayNotAccessAnyLayer()
                .whereLayer("privacy")
                .mayOnlyAccessLayers("format")
                .whereLayer("schema")
                .mayOnlyAccessLayers("format")
                .whereLayer("wire")
                .mayOnlyAccessLayers("format")
                .whereLayer("hub")
                .mayOnlyAccessLayers("wire", "format")
                .whereLayer("tensor")
                .mayNotAccessAnyLayer()
                .whereLayer("nd4j")
                .mayOnlyAccessLayers("tensor")
                .whereLayer("onednn")
                .mayOnlyAccessLayers("tensor")
                .whereLayer("cuda")
                .mayOnlyAccessLayers("tensor")
                .whereLayer("model")
                .mayOnlyAccessLayers("format", "tensor")
                .whereLayer("engine")
                .mayOnlyAccessLayers("model", "wire", "schema", "format", "tensor")
                .whereLayer("harvest")
                .mayOnlyAccessLayers("wire", "privacy", "format")
                .whereLayer("bedrock")
                .mayOnlyAccessLayers("harvest", "wire", "backup", "s3", "format")
                .whereLayer("gateway")
                .mayOnlyAccessLayers("harvest", "wire", "privacy", "format")
                .whereLayer("dataset")
                .mayOnlyAccessLayers("document", "privacy", "schema", "format")
                .whereLayer("trainer")
                .mayOnlyAccessLayers("document", "model", "format", "tensor")
                .whereLayer("export")
                .mayOnlyAccessLayers("model", "format", "tensor")
                .whereLayer("backup")
                .mayOnlyAccessLayers("signing", "format")
                .whereLayer("s3")
                .mayOnlyAccessLayers("backup", "format")
                .whereLayer("eval")
                .mayOnlyAccessLayers("document", "format")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer();
        table.check(OURS);
    }

    @Test
    void devicesAreFoundByServiceLoaderAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.dasllm.nd4j..", "org.dasllm.onednn..", "org.dasllm.cuda..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.dasllm.nd4j..", "org.dasllm.onednn..", "org.dasllm.cuda..", "org.nd4j..", "org.bytedeco..")
                .check(OURS);
    }

    @Test
    void onlyTwoModulesThatCanBeLeftOutKnowTheAwsSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.dasllm.bedrock..", "org.dasllm.s3..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dasllm.bedrock..", "org.dasllm.s3..", "software.amazon..")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineReadsYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.dasllm.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.yaml..", "picocli..")
                .check(OURS);
    }

    @Test
    void onlyCurationKnowsSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.dasllm.dataset..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .check(OURS);
    }

    @Test
    void onlyTheModuleSchemaKnowsTheValidator() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.dasllm.schema..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.networknt..")
                .check(OURS);
    }

    @Test
    void onlyOnePackageKnowsTheHttpLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.dasllm.wire.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "com.sun.net.httpserver..")
                .check(OURS);
    }

    @Test
    void noClassHidesBehindAnEmptyName() {
        classes()
                .that()
                .resideInAPackage("org.dasllm..")
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(OURS);
    }
}
