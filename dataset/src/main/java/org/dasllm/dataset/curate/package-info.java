/**
 * The Spark job: lines in, split rows, quarantine and a dataset card out.
 *
 * <p>The card is {@code card.json}, version 1. Hashes are SHA-256 in lower-case hexadecimal. "0.1.0" is the release since
 * which a component is there; "later" means after 0.1.0, and may be absent.
 *
 * <table>
 * <caption>Components of card.json</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout; absent in 0.1.0, where it is 1</td><td>later</td></tr>
 * <tr><td>lines</td><td>integer, lines</td><td>read, blank ones not counted</td><td>0.1.0</td></tr>
 * <tr><td>splits</td><td>objects by name</td><td>train, validation, test: {@code rows}, {@code groups}, {@code contentHash},
 *     {@code withoutValidCompletion} in rows, {@code labels} and {@code attributes} in rows by name and value</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>dropped</td><td>objects by reason</td><td>{@code rows} and the reason's {@code meaning}</td><td>0.1.0</td></tr>
 * <tr><td>conflictingPrompts</td><td>integer, prompts</td><td>that a split had with more than one answer</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>droppedWithOtherAnswer</td><td>integer, rows</td><td>dropped though the row that is kept has another answer</td>
 *     <td>later</td></tr>
 * <tr><td>keptNearOtherAnswer</td><td>integer, rows</td><td>kept beside nearly the same prompt with another label</td>
 *     <td>later</td></tr>
 * <tr><td>leakageChecks</td><td>objects</td><td>{@code name}, and {@code found}: how many offend</td><td>0.1.0</td></tr>
 * <tr><td>configuration</td><td>object</td><td>resolved; its keys are those of the program that wrote it</td>
 *     <td>0.1.0</td></tr>
 * <tr><td>inputs</td><td>objects</td><td>{@code name}, {@code bytes}, {@code sha256}</td><td>0.1.0</td></tr>
 * <tr><td>versions</td><td>strings by name</td><td>what made it</td><td>0.1.0</td></tr>
 * </table>
 */
@NullMarked
package org.dasllm.dataset.curate;

import org.jspecify.annotations.NullMarked;
