package org.dasllm.eval.report;

import java.util.List;
import java.util.function.ToIntFunction;
import org.dasllm.document.content.Block;
import org.dasllm.document.content.Section;
import org.dasllm.document.content.Table;
import org.dasllm.eval.analysis.Numbers;
import org.dasllm.eval.tool.ToolReport;

/** Calls of tools. */
final class ToolSection {
    static final String ID = "tools";

    private ToolSection() {}

    static Section of(List<ToolReport> reports) {
        ToolReport any = reports.get(0);
        return new Section(
                ID,
                "Calls of tools",
                List.of(
                        new Block.Paragraph("Of " + any.n() + " questions " + any.wanted()
                                + " ask for a call; on the others the right thing is to call nothing. A call that should not"
                                + " be made does something in the world: it is counted by itself."),
                        new Table(
                                "calls",
                                "Answers by what is right about their calls",
                                List.of(
                                        Table.Column.words("Of all answers"),
                                        Table.Column.numbers("Teacher"),
                                        Table.Column.numbers("Student")),
                                List.of(
                                        row("right with all arguments", reports, ToolReport::right),
                                        row("the right tools", reports, ToolReport::names),
                                        row("all required arguments", reports, ToolReport::required),
                                        row("no argument the tool does not know", reports, ToolReport::allowed),
                                        row("no argument too many", reports, ToolReport::noExtras),
                                        row("a call was missed", reports, ToolReport::missedCalls),
                                        row("a call that should not be made", reports, ToolReport::falseCalls),
                                        row("rightly nothing called", reports, ToolReport::rightAbstentions),
                                        row("cannot be read as a call", reports, ToolReport::unreadable)))));
    }

    private static Table.Row row(String what, List<ToolReport> reports, ToIntFunction<ToolReport> count) {
        return Table.Row.of(what, cell(reports.get(0), count), cell(reports.get(1), count));
    }

    private static String cell(ToolReport report, ToIntFunction<ToolReport> count) {
        int found = count.applyAsInt(report);
        return found + " (" + Numbers.percent((double) found / report.n()) + ")";
    }
}
