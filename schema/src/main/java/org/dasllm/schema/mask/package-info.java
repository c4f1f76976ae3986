/** Which tokens of a vocabulary may follow: the tokens' bytes and the automaton of {@link org.dasllm.schema.automaton} walked together. */
@NullMarked
package org.dasllm.schema.mask;

import org.jspecify.annotations.NullMarked;
