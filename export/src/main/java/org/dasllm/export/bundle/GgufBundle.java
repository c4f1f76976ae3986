package org.dasllm.export.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.model.gguf.GgufSource;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.probe.Rounding;
import org.dasllm.model.source.ModelSource;
import org.dasllm.tensor.Device;

/**
 * A bundle on its way into a GGUF file. The bundle must be whole, and what is read back of the file must answer as the trained model
 * did, as closely as its type allows; else there is no file.
 */
public final class GgufBundle {
    private GgufBundle() {}

    /** Whether a folder is a bundle; any other is written by {@link GgufExport} alone. */
    public static boolean is(Path folder) {
        Path manifest = folder.resolve(BundleManifest.FILE);
        return Files.isRegularFile(manifest) && BundleManifest.ofBundle(manifest);
    }

    /**
     * Writes the file.
     *
     * @param out appears when it has been compared
     * @param device opens a device to load on, in float32; closed after the check
     * @return what the comparison found, in words
     * @throws DasllmException if the bundle is not whole, or the file would not answer as the trained model did
     */
    public static String write(
            Path bundle, Path out, GgufExport.Type type, Supplier<Device> device, Progress progress) {
        requireOutside(bundle, out);
        Verification whole = Verification.verify(bundle, progress);
        whole.require();
        if (whole.manifest().kind().equals(ExportKind.ADAPTER.name())) {
            throw BundleCheck.adapterAlone(bundle);
        }
        Path scratch = scratch(out);
        try {
            Path unchecked = scratch.resolve("unchecked.gguf");
            GgufExport.write(bundle, unchecked, type, progress);
            String found = compared(bundle, whole.manifest(), unchecked, type, device);
            Files.move(unchecked, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return found;
        } catch (IOException e) {
            throw FileFailure.writing(out, 0, e);
        } finally {
            remove(scratch, progress);
        }
    }

    /** A new folder on the disk where the file is to be. */
    private static Path scratch(Path out) {
        try {
            return Files.createDirectory(AtomicFile.partial(out));
        } catch (IOException e) {
            throw FileFailure.writing(out, 0, e);
        }
    }

    /**
     * Refuses to write into a bundle.
     *
     * @throws DasllmException if the file would lie in the folder
     */
    public static void requireOutside(Path bundle, Path out) {
        if (out.toAbsolutePath().normalize().startsWith(bundle.toAbsolutePath().normalize())) {
            throw DasllmException.usage(
                    "The file " + out + " would lie in the bundle " + bundle
                            + ", which is whole only with the files of its manifest",
                    "Name a file elsewhere");
        }
    }

    /** Reads the file back as the engine reads any GGUF file. */
    private static String compared(
            Path bundle, BundleManifest manifest, Path file, GgufExport.Type type, Supplier<Device> device) {
        try (Device opened = device.get();
                ModelSource source = GgufSource.open(file);
                LanguageModel model = source.load(opened)) {
            return BundleCheck.compared(
                    bundle,
                    Probes.MOST,
                    manifest,
                    model,
                    List.of(Rounding.ofStored(type.name())),
                    "The weights of the GGUF file of type " + type);
        }
    }

    private static void remove(Path scratch, Progress progress) {
        try {
            AtomicFile.deleteTree(scratch);
        } catch (IOException e) {
            progress.line("The folder " + scratch + " with unfinished files could not be removed");
        }
    }
}
