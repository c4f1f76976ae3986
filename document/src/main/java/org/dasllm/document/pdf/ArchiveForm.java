package org.dasllm.document.pdf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.dasllm.document.content.Document;

/** What makes pages an archive's file: metadata without a date, an identifier made of the content, associated files (ISO 19005-3). */
final class ArchiveForm {
    private static final String PRODUCER = "Das LLM";

    private ArchiveForm() {}

    static void give(PDDocument pdf, Document document, String page, List<Attachment> attachments) throws IOException {
        PDDocumentInformation information = new PDDocumentInformation();
        information.setTitle(document.name());
        information.setProducer(PRODUCER);
        pdf.setDocumentInformation(information);
        PDMetadata metadata = new PDMetadata(pdf);
        metadata.importXMPMetadata(xmp(document.name()).getBytes(StandardCharsets.UTF_8));
        pdf.getDocumentCatalog().setMetadata(metadata);
        pdf.getDocumentCatalog().setLanguage("en");
        if (!attachments.isEmpty()) {
            attach(pdf, attachments);
        }
        pdf.setDocumentId(identifier(page, attachments));
    }

    private static void attach(PDDocument pdf, List<Attachment> attachments) throws IOException {
        Map<String, PDComplexFileSpecification> files = new TreeMap<>();
        COSArray associated = new COSArray();
        for (Attachment attachment : attachments) {
            PDEmbeddedFile content =
                    new PDEmbeddedFile(pdf, new ByteArrayInputStream(attachment.content()), COSName.FLATE_DECODE);
            content.setSubtype(attachment.mediaType());
            content.setSize(attachment.content().length);
            PDComplexFileSpecification file = new PDComplexFileSpecification();
            file.setFile(attachment.name());
            file.setFileUnicode(attachment.name());
            file.setFileDescription(attachment.description());
            file.setEmbeddedFile(content);
            file.setEmbeddedFileUnicode(content);
            file.getCOSObject().setItem(COSName.getPDFName("AFRelationship"), COSName.getPDFName("Source"));
            files.put(attachment.name(), file);
            associated.add(file);
        }
        PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
        tree.setNames(files);
        PDDocumentNameDictionary names = new PDDocumentNameDictionary(pdf.getDocumentCatalog());
        names.setEmbeddedFiles(tree);
        pdf.getDocumentCatalog().setNames(names);
        pdf.getDocumentCatalog().getCOSObject().setItem(COSName.getPDFName("AF"), associated);
    }

    private static long identifier(String page, List<Attachment> attachments) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(page.getBytes(StandardCharsets.UTF_8));
            for (Attachment attachment : attachments) {
                digest.update(attachment.name().getBytes(StandardCharsets.UTF_8));
                digest.update(attachment.content());
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String xmp(String title) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/">
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
                <pdfaid:part>3</pdfaid:part>
                <pdfaid:conformance>U</pdfaid:conformance>
                </rdf:Description>
                <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
                <pdf:Producer>%s</pdf:Producer>
                </rdf:Description>
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
                <dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>
                </rdf:Description>
                </rdf:RDF>
                </x:xmpmeta>
                <?xpacket end="r"?>""".formatted(PRODUCER, escape(title));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
