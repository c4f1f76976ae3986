/** What a harvest will take, in tokens, money and time, before it is begun. */
@NullMarked
package org.dasllm.harvest.estimate;

import org.jspecify.annotations.NullMarked;
