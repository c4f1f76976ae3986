/** Labels: what is read from an answer, whether it fits, and what several answers agree on. */
@NullMarked
package org.dasllm.harvest.label;

import org.jspecify.annotations.NullMarked;
