package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;

/** Turns what the operating system says about a file into one line that a user can act on. */
public final class FileFailure {
    private FileFailure() {}

    public static DasllmException reading(Path file, IOException e) {
        if (Files.isDirectory(file)) {
            return DasllmException.input(file + " is a folder, not a file", "Name a file in it", e);
        }
        if (absent(e)) {
            return DasllmException.input(
                    "There is no file " + Place.of(file), "Check the path, or run the stage that makes it", e);
        }
        return reading(file.toString(), e);
    }

    static DasllmException reading(String file, IOException e) {
        if (e instanceof NotTextException other) {
            return DasllmException.input(file + other.getMessage(), other.remedy(file), e);
        }
        if (absent(e)) {
            return DasllmException.input(
                    "There is no file " + file, "Check the path, or run the stage that makes it", e);
        }
        if (e instanceof AccessDeniedException) {
            return DasllmException.input(file + " may not be read", "Give this user the right to read it", e);
        }
        return DasllmException.input(file + " cannot be read: " + reason(e), "Check the disk and the path", e);
    }

    private static boolean absent(IOException e) {
        return e instanceof NoSuchFileException || e instanceof FileNotFoundException;
    }

    /**
     * A write that failed.
     *
     * @param bytes how many bytes the file had when it failed
     */
    public static DasllmException writing(Path file, long bytes, IOException e) {
        if (diskFull(e)) {
            return DasllmException.input(
                    "The disk is full: " + file + " could not be written (failed after " + bytes + " bytes, "
                            + usable(file) + " bytes are free there now)",
                    "Free space on that disk, or set the folder to another one, and run the same command again",
                    e);
        }
        if (e instanceof AccessDeniedException) {
            return DasllmException.input(
                    file + " may not be written", "Give this user the right to write there, or name another folder", e);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (e instanceof NoSuchFileException && folder != null && !Files.isDirectory(folder)) {
            return DasllmException.input(
                    file + " cannot be written, as there is no folder " + folder,
                    "Make the folder, or name another",
                    e);
        }
        return DasllmException.input(
                file + " cannot be written: " + reason(e),
                "Check the disk and the path, and run the same command again",
                e);
    }

    /** Whether the failure means that no more can be stored, wherever in the chain of causes that stands: a full disk, a quota. */
    public static boolean diskFull(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null) {
                String text = message.toLowerCase(Locale.ROOT);
                if (text.contains("no space left")
                        || text.contains("disk quota")
                        || text.contains("quota exceeded")
                        || text.contains("not enough space")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String reason(IOException e) {
        if (e instanceof JsonProcessingException json) {
            return JsonFault.of(json).text();
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something else is there already";
        }
        if (e instanceof NoSuchFileException) {
            return "somebody removed it, or a folder above it, meanwhile";
        }
        if (e instanceof NotDirectoryException || e instanceof DirectoryNotEmptyException) {
            return e instanceof NotDirectoryException ? "it is not a folder" : "it is a folder that is not empty";
        }
        String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return said == null ? "the system does not say why" : said;
    }

    private static long usable(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null ? 0 : Files.getFileStore(parent).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
