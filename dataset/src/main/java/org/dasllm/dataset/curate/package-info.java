/**
 * The Spark job: lines in, split rows, quarantine and a dataset card out.
 *
 * <p>The card is {@code card.json}, version 4. Hashes are SHA-256 in lower-case hexadecimal. Version 1, of 0.1.0, did not tell steps
 * apart; it is read as one step. Version 2 had no versions of steps and no details, version 3 no gates.
 *
 * <table>
 * <caption>Components of card.json</caption>
 * <tr><th>name</th><th>type, unit</th><th>meaning</th><th>since</th></tr>
 * <tr><td>version</td><td>integer</td><td>of this layout; absent in 0.1.0, where it is 1</td><td>2</td></tr>
 * <tr><td>lines</td><td>integer, lines</td><td>read, blank ones not counted</td><td>1</td></tr>
 * <tr><td>splits</td><td>objects by name</td><td>train, validation, test: {@code rows}, {@code groups}, {@code contentHash},
 *     {@code labels} and {@code attributes} in rows by name and value</td><td>1</td></tr>
 * <tr><td>dropped</td><td>objects by reason</td><td>{@code rows} and the reason's {@code meaning}</td><td>1</td></tr>
 * <tr><td>steps</td><td>objects, in their order</td><td>{@code name}, {@code version} (since 3); {@code dropped}: {@code reason} and {@code rows}; {@code found}:
 *     {@code name}, {@code count} and {@code meaning} of what the step counted</td><td>2</td></tr>
 * <tr><td>leakageChecks</td><td>objects</td><td>{@code name}, and {@code found}: how many offend</td><td>1</td></tr>
 * <tr><td>gates</td><td>objects</td><td>those that are set: {@code name}, {@code found} and {@code limit} in words, {@code holds}</td><td>4</td></tr>
 * <tr><td>task</td><td>object or null</td><td>what an answer is</td><td>2</td></tr>
 * <tr><td>configuration</td><td>object</td><td>resolved; its keys are those of the program that wrote it</td><td>1</td></tr>
 * <tr><td>inputs</td><td>objects</td><td>{@code name}, {@code bytes}, {@code sha256}</td><td>1</td></tr>
 * <tr><td>versions</td><td>strings by name</td><td>what made it</td><td>1</td></tr>
 * <tr><td>details</td><td>object</td><td>{@code lengths}: rows by split, text and power of two of the characters; {@code examples} of
 *     each reason; {@code duplicates}, {@code components}: the largest; {@code nearMisses}; {@code agreement} (Krippendorff's α) by
 *     field</td><td>3</td></tr>
 * </table>
 *
 * <p>{@code ledger/} (Parquet) has one row for every line that was read: {@code id}, {@code file}, {@code contentHash}, {@code split} or
 * {@code reason} with {@code detail}, and {@code seen}, what each step saw in it, by its name. {@code sealed-test.jsonl} remembers the test set:
 * {@code id}, {@code row} (the content hash), {@code prompt} (the hash of the normalised prompt). {@code review.csv} has the quarantined and
 * ambiguous rows for people, with empty columns for their decisions. {@code manifest.json} has {@code version} 2, {@code gates} (by name, whether each holds; since 2), {@code rows}, the content
 * hashes of the splits and of the quarantine, and {@code files} with bytes and SHA-256.
 */
@NullMarked
package org.dasllm.dataset.curate;

import org.jspecify.annotations.NullMarked;
