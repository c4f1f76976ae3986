package org.dasllm.document.pdf;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Our own page as a tree, with bookmarks for its headings. */
final class PageTree {
    private PageTree() {}

    static Document of(String page) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            Document tree = builder.parse(new InputSource(new StringReader(page)));
            bookmarks(tree);
            return tree;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("our own page is not well-formed", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a page cannot be read from memory", e);
        }
    }

    /** Sections, and their parts below them. */
    private static void bookmarks(Document tree) {
        Element bookmarks = tree.createElement("bookmarks");
        NodeList sections = tree.getElementsByTagName("h2");
        for (int i = 0; i < sections.getLength(); i++) {
            Element heading = (Element) sections.item(i);
            Element bookmark = bookmark(tree, heading);
            bookmarks.appendChild(bookmark);
            parts(tree, heading, bookmark);
        }
        tree.getElementsByTagName("head").item(0).appendChild(bookmarks);
    }

    private static void parts(Document tree, Element section, Element bookmark) {
        int number = 0;
        for (Node node = section.getNextSibling(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element part && part.getNodeName().equals("h3")) {
                number++;
                part.setAttribute("id", section.getAttribute("id") + "-" + number);
                bookmark.appendChild(bookmark(tree, part));
            }
        }
    }

    private static Element bookmark(Document tree, Element heading) {
        Element bookmark = tree.createElement("bookmark");
        bookmark.setAttribute("name", heading.getTextContent().replaceFirst("^(\\d+)", "$1 "));
        bookmark.setAttribute("href", "#" + heading.getAttribute("id"));
        return bookmark;
    }
}
