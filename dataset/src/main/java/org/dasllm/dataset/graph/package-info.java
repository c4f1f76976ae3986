/**
 * Which prompts are near each other, and what follows of it. There are two graphs.
 *
 * <p>For the <b>split</b>, groups are joined by everything that connects them: the same prompt, nearly the same prompt, a named key such
 * as a patient. Whole components go to one side, however long their chains are.
 *
 * <p>For <b>removal</b>, a row goes only where it is itself near a row that stays. A chain in which each is near the next loses every
 * other row or fewer, and not all but one.
 */
@NullMarked
package org.dasllm.dataset.graph;

import org.jspecify.annotations.NullMarked;
