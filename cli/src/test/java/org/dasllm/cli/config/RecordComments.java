package org.dasllm.cli.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What a record's source says of it and of its components, as Markdown. */
record RecordComments(String summary, Map<String, String> components) {

    /** Reads the Javadoc of a record's source file, found below the project's folder. */
    static RecordComments of(Class<?> type) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source(type)));
            CompilationUnitTree unit = task.parse().iterator().next();
            Tree declaration = unit.getTypeDecls().get(0);
            DocCommentTree comment =
                    DocTrees.instance(task).getDocCommentTree(new TreePath(new TreePath(unit), declaration));
            if (comment == null) {
                throw new IllegalStateException(type + " has no comment");
            }
            Map<String, String> components = new HashMap<>();
            for (DocTree tag : comment.getBlockTags()) {
                if (tag instanceof ParamTree param) {
                    components.put(param.getName().getName().toString(), markdown(param.getDescription()));
                }
            }
            return new RecordComments(markdown(comment.getFirstSentence()), components);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(Class<?> type) throws IOException {
        String below = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(Path.of(""))) {
            return modules.map(module -> module.resolve(below))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no source of " + type));
        }
    }

    private static String markdown(List<? extends DocTree> parts) {
        return parts.stream()
                .map(RecordComments::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String markdown(DocTree part) {
        if (part instanceof LiteralTree literal) {
            // Where a line ends within it, blanks of the source stand at its beginning.
            return "`" + literal.getBody().getBody().strip() + "`";
        }
        if (part instanceof LinkTree link) {
            return "`"
                    + link.getReference()
                            .getSignature()
                            .replaceAll(".*[#.]", "")
                            .toLowerCase(java.util.Locale.ROOT) + "`";
        }
        if (part instanceof TextTree text) {
            return text.getBody(); // toString() would escape what is not ASCII
        }
        return part.toString();
    }
}
