/**
 * What a harvest may cost and has cost, in tokens and money, and its report: {@code cost.json} beside the journal, version 2. Money is
 * decimal text in the prices' currency, exact to the last digit; a component that is null is left out.
 *
 * <table>
 * <caption>Components</caption>
 * <tr><th>name</th><th>type</th><th>meaning</th></tr>
 * <tr><td>version</td><td>integer</td><td>2; version 1 has no {@code atOtherPrices}</td></tr>
 * <tr><td>teacher, model</td><td>strings</td><td>where it is asked, and for what</td></tr>
 * <tr><td>prices</td><td>object</td><td>by which money was counted, for a million tokens, with the keys of a teacher's configuration;
 *     absent where they are not known, and then all money is 0</td></tr>
 * <tr><td>currency</td><td>string</td><td>absent likewise</td></tr>
 * <tr><td>budgetTokens, budgetMoney</td><td>integer, money</td><td>absent where there is none</td></tr>
 * <tr><td>spent</td><td>line</td><td>the whole, as counted against the budgets</td></tr>
 * <tr><td>tokens</td><td>lines</td><td>of answers with usage, by kind of token; their sum is exact</td></tr>
 * <tr><td>atOtherPrices</td><td>line</td><td>answers with usage that were counted at the prices of another day or of another teacher, as their
 *     lines in the journal tell; exact too</td></tr>
 * <tr><td>served</td><td>lines</td><td>answers by the model that the teacher says it served</td></tr>
 * <tr><td>withoutUsage, inVain, lost</td><td>lines</td><td>upper bounds: answers whose usage was not told, attempts that brought no answer
 *     and may have been billed, requests without an outcome; with {@code tokens} and {@code atOtherPrices} they come to {@code spent}</td></tr>
 * <tr><td>unbilled</td><td>integer</td><td>attempts that brought no answer and cost nothing</td></tr>
 * <tr><td>line: what, requests, tokens, money</td><td>string, integer, integer, money</td><td>{@code requests} is absent where tokens are
 *     counted by kind</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.harvest.ledger;

import org.jspecify.annotations.NullMarked;
