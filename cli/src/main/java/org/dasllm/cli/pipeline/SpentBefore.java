package org.dasllm.cli.pipeline;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.ledger.CostReport;
import org.dasllm.harvest.run.Harvest;

/**
 * Keeps a budget of money when prices change between runs: a journal's lines are counted at the prices of the teacher that is asked
 * now, and what was spent at higher ones would be forgotten.
 */
final class SpentBefore {
    private SpentBefore() {}

    /**
     * Refuses where the run's cost report tells of more money than today's prices make of its journal, or of another currency. Nothing
     * without a budget of money.
     *
     * @param teacher with its prices
     * @param folder of its journal
     */
    static void require(TeacherConfig teacher, Path folder) {
        Path costs = folder.resolve(CostReport.FILE);
        TeacherPrices prices = teacher.prices();
        if (teacher.budgetMoney().isEmpty() || prices == null || !Files.exists(costs)) {
            return;
        }
        CostReport before = CostReport.read(costs);
        if (before.currency() == null) {
            return;
        }
        String spent = before.spent().money();
        String counted =
                CostReport.of(teacher, folder.resolve(Harvest.JOURNAL)).spent().money();
        if (!before.currency().equals(prices.currency())
                || new BigDecimal(spent).compareTo(new BigDecimal(counted)) > 0) {
            throw DasllmException.input(
                    "This run has spent " + spent + " " + before.currency() + " by " + costs
                            + ", and at the prices of today's teacher its journal comes to " + counted + " "
                            + prices.currency() + ", so that budget_money would not be kept",
                    "Ask the teacher of before at its prices, or give the run another name; to count all of it at"
                            + " today's prices, move that file away");
        }
    }
}
