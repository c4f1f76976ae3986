/**
 * What a step of the curation is. A step owns its name, the reasons for which it drops rows, its part of the configuration,
 * and what it counted for the dataset card.
 *
 * <p>To add a step:
 *
 * <ol>
 *   <li>Write one class. What can be said of one sample alone is a {@link RowStep}; what takes all rows, such as a search for
 *       duplicates, is a {@link DatasetStep}. Its reasons are constants of the class. Where it can be configured, it takes a
 *       record of its own that is a component of {@link org.dasllm.dataset.config.CurateConfig}.
 *   <li>Write its test.
 *   <li>Name it in the list of {@code org.dasllm.dataset.curate.Curation}, at the place where it belongs: a {@link RowStep} at the beginning, or
 *       right behind the split.
 * </ol>
 *
 * <p>Nothing else has to know of it: quarantine, card and messages take names, versions, reasons, counts and checks from the list.
 * What a step saw in a row, such as how near its neighbour is, it says by {@link Candidate#seeing} or {@link Marks#see}, for
 * {@code dasllm curate --explain}.
 */
@NullMarked
package org.dasllm.dataset.step;

import org.jspecify.annotations.NullMarked;
