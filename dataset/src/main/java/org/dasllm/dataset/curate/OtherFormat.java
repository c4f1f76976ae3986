package org.dasllm.dataset.curate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import org.dasllm.format.error.DasllmException;

/** What is often given in the place of JSON Lines in UTF-8, known by its first bytes. */
enum OtherFormat {
    GZIP("1f8b", "compressed with gzip", Remedy.UNPACK),
    ZSTD("28b52ffd", "compressed with zstd", Remedy.UNPACK),
    XZ("fd377a585a00", "compressed with xz", Remedy.UNPACK),
    BZIP2("425a68", "compressed with bzip2", Remedy.UNPACK),
    LZ4("04224d18", "compressed with lz4", Remedy.UNPACK),
    ZIP("504b0304", "a zip archive or an Excel workbook", "Unpack or export it as JSON Lines"),
    PARQUET("50415231", "Parquet", Remedy.EXPORT),
    ORC("4f5243", "ORC", Remedy.EXPORT),
    AVRO("4f626a01", "Avro", Remedy.EXPORT),
    ARROW("4152524f5731", "Arrow", Remedy.EXPORT),
    UTF_32("fffe0000", "text in UTF-32", Remedy.ENCODE),
    UTF_16_LITTLE("fffe", "text in UTF-16", Remedy.ENCODE),
    UTF_16_BIG("feff", "text in UTF-16", Remedy.ENCODE);

    /** How many bytes are looked at. */
    static final int HEAD = 4096;

    private final String magic;
    private final String what;
    private final String remedy;

    OtherFormat(String magic, String what, String remedy) {
        this.magic = new String(HexFormat.of().parseHex(magic), ISO_8859_1);
        this.what = what;
        this.remedy = remedy;
    }

    private interface Remedy {
        String UNPACK = "Unpack it";
        String EXPORT = "Write it as JSON Lines: one JSON object a line, in UTF-8";
        String ENCODE = "Write it in UTF-8, such as with iconv -t UTF-8";
    }

    /**
     * Refuses what is not JSON Lines as a whole; single lines that are wrong are not its matter.
     *
     * @param head the first bytes, {@value #HEAD} where there are as many
     * @param name of the file, for the message
     */
    static void refuse(byte[] head, String name) {
        String bytes = new String(head, ISO_8859_1);
        for (OtherFormat format : values()) {
            if (bytes.startsWith(format.magic)) {
                throw refusal(name, format.what, format.remedy);
            }
        }
        if (bytes.indexOf('\0') >= 0) {
            throw refusal(name, "a binary file, or text in UTF-16 or UTF-32", Remedy.ENCODE);
        }
        String text = new String(head, UTF_8).replace("\uFEFF", "").strip();
        if (text.startsWith("[")) {
            throw refusal(name, "a JSON array", "Write its objects one a line, such as with jq -c '.[]'");
        }
        if (text.startsWith("{") && text.lines().findFirst().orElse("").strip().equals("{")) {
            throw refusal(name, "JSON over several lines", "Write each object on one line, such as with jq -c .");
        }
    }

    private static DasllmException refusal(String name, String what, String remedy) {
        return DasllmException.input("The input " + name + " is " + what + ", not JSON Lines in UTF-8", remedy);
    }
}
