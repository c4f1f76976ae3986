/**
 * What answers disagree on, as a table for people, and what they wrote into it. Cells are safe for spreadsheets: none is a formula.
 *
 * <table>
 * <caption>{@code disagreements.csv}: UTF-8 with a byte order mark, commas, every cell in quotes</caption>
 * <tr><th>column</th><th>meaning</th></tr>
 * <tr><td>row</td><td>names the prompt: by its id and its text, so that a label never goes to another one</td></tr>
 * <tr><td>id</td><td>of the prompt</td></tr>
 * <tr><td>prompt</td><td>as the teachers saw it, cut at 4,000 characters; masked where the harvest masks</td></tr>
 * <tr><td>share</td><td>of all answers, 0 to 1, that are the first candidate</td></tr>
 * <tr><td>people</td><td>who said what before, where people contradict each other</td></tr>
 * <tr><td>candidate_1 … candidate_5</td><td>the answers that differ, whole, the most votes first</td></tr>
 * <tr><td>by_1 … by_5</td><td>which teachers gave it, with how many answers</td></tr>
 * <tr><td>others</td><td>further answers, for people to read</td></tr>
 * <tr><td>choice</td><td>to be filled in: the number of the right candidate</td></tr>
 * <tr><td>label</td><td>to be filled in instead: the right answer, where it is none of them</td></tr>
 * <tr><td>annotator</td><td>to be filled in: who says so</td></tr>
 * <tr><td>note</td><td>for people</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.harvest.review;

import org.jspecify.annotations.NullMarked;
