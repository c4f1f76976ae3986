package org.dasllm.format.io;

import static org.dasllm.format.io.FileSignature.ascii;
import static org.dasllm.format.io.FileSignature.hex;
import static org.dasllm.format.io.FileSignature.packed;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files that are often named where a text file is meant. */
final class OtherFiles {
    /** How much of a file is looked at. */
    static final int HEAD_BYTES = 4096;

    private static final String PANDAS =
            "Write it as JSON Lines, for instance with pandas: read it with %s and write it with to_json, orient='records', lines=True";
    private static final String ANOTHER = "Name a text file";
    private static final String UNPACK = "Unpack it and name a file in it";
    private static final String PICKLE = "Write it as JSON Lines; a pickle can run code and is not opened here";

    private static final List<FileSignature> KNOWN = List.of(
            packed(0, "1f8b", "gzip", "gzip -dc", ".gz"),
            packed(0, "28b52ffd", "zstd", "zstd -dc", ".zst"),
            packed(0, "fd377a585a00", "xz", "xz -dc", ".xz"),
            packed(0, "04224d18", "lz4", "lz4 -dc", ".lz4"),
            // "BZh" alone could begin a text; what follows the level could not.
            packed(4, "314159265359", "bzip2", "bzip2 -dc", ".bz2"),
            hex("504b0304", "a zip archive", UNPACK),
            hex("504b0506", "a zip archive with nothing in it", ANOTHER),
            hex("377abcaf271c", "a 7-Zip archive", UNPACK),
            hex("526172211a07", "a RAR archive", UNPACK),
            FileSignature.of(257, "ustar".getBytes(StandardCharsets.US_ASCII), "a tar archive", UNPACK),
            hex("d0cf11e0a1b11ae1", "a workbook or document of an older Office", "Open it and save it as CSV UTF-8"),
            ascii("PAR1\u0015", "a Parquet file", String.format(PANDAS, "read_parquet")),
            ascii("PARE", "an encrypted Parquet file", String.format(PANDAS, "read_parquet")),
            ascii("ARROW1\0", "an Arrow file", String.format(PANDAS, "read_feather")),
            hex("ffffffff", "a stream of Arrow data", "Write it as JSON Lines, for instance with datasets: to_json"),
            ascii("ORC\n", "an ORC file", String.format(PANDAS, "read_orc")),
            hex("4f626a01", "an Avro file", "Write it as JSON Lines, for instance with avro-tools tojson"),
            ascii("SQLite format 3\0", "an SQLite database", "Export the table as CSV or JSON Lines"),
            hex("894844460d0a1a0a", "an HDF5 file", String.format(PANDAS, "read_hdf")),
            hex("934e554d5059", "a NumPy array", "Write it as CSV or JSON Lines"),
            hex("8002", "a Python pickle", PICKLE),
            hex("8003", "a Python pickle", PICKLE),
            hex("8004", "a Python pickle", PICKLE),
            hex("8005", "a Python pickle", PICKLE),
            ascii("%PDF-", "a PDF document", ANOTHER),
            ascii("{\\rtf", "an RTF document", "Save it as plain text in UTF-8"),
            ascii("-----BEGIN PGP MESSAGE", "a file encrypted with PGP", "Decrypt it first"),
            hex("4747554603000000", "a GGUF model", "Name a file of a model in the Hugging Face layout"),
            hex("89504e470d0a1a0a", "a PNG image", ANOTHER),
            hex("ffd8ff", "a JPEG image", ANOTHER),
            ascii(
                    "version https://git-lfs.github.com/spec/",
                    "a pointer of Git LFS that stands where the file should be",
                    "Run git lfs pull in its folder"));

    private OtherFiles() {}

    /** Refuses what is known not to be text, UTF-16 and UTF-32 that do not say so, and binary files of other kinds. */
    static void refuse(byte[] head) throws NotTextException {
        for (FileSignature known : KNOWN) {
            if (known.matches(head)) {
                throw known.what().contains("a zip archive,")
                        ? zip(head)
                        : new NotTextException(known.what(), known.remedy());
            }
        }
        String wide = wide(head);
        if (!wide.isEmpty()) {
            throw NotTextException.encoding(
                    " is " + wide + " text without the mark at its beginning that says so", wide);
        }
        if (binary(head)) {
            throw new NotTextException(" is a binary file, not a text file", file -> ANOTHER + " in UTF-8");
        }
    }

    private static NotTextException zip(byte[] head) {
        String names = new String(head, StandardCharsets.ISO_8859_1);
        if (names.contains("[Content_Types].xml") || names.contains("_rels/") || names.contains("opendocument")) {
            return new NotTextException(
                    " is an Excel workbook or another office document, not a text file",
                    file -> "Open it and save it as CSV UTF-8");
        }
        return new NotTextException(
                " is a zip archive, not a text file",
                file -> "Unpack it with unzip " + ShellName.of(file) + " and name a file in it");
    }

    /** UTF-16 or UTF-32 by where the zero bytes of its first characters stand; empty where they do not. */
    private static String wide(byte[] head) {
        if (zeros(head, 4) == 0b1110) {
            return "UTF-32LE";
        }
        if (zeros(head, 4) == 0b0111) {
            return "UTF-32BE";
        }
        return switch (zeros(head, 2)) {
            case 0b10 -> "UTF-16LE";
            case 0b01 -> "UTF-16BE";
            default -> "";
        };
    }

    /**
     * Which bytes of a unit of {@code size} bytes are zero, as bits, if these are the same in each of the first units and
     * all other bytes are ASCII; else 0.
     */
    private static int zeros(byte[] head, int size) {
        int units = Math.min(8, head.length / size);
        int zeros = 0;
        for (int i = 0; i < units * size; i++) {
            int bit = 1 << i % size;
            if (head[i] == 0) {
                zeros |= i < size ? bit : 0;
            }
            boolean zero = (zeros & bit) != 0;
            if (zero != (head[i] == 0) || (!zero && head[i] < '\t')) {
                return 0;
            }
        }
        return units < 2 ? 0 : zeros;
    }

    /** NUL bytes at the very beginning or among other control characters; a single one in a text is found by its line. */
    private static boolean binary(byte[] head) {
        boolean nul = false;
        boolean control = false;
        for (int i = 0; i < head.length; i++) {
            nul |= head[i] == 0;
            control |= (head[i] >= 0 && head[i] < '\t' && head[i] != 0) || (i < 4 && head[i] == 0);
        }
        return nul && control;
    }
}
