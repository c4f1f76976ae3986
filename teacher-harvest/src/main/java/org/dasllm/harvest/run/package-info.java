/** The harvest itself: what is asked, when, how often, and what becomes of it. */
@NullMarked
package org.dasllm.harvest.run;

import org.jspecify.annotations.NullMarked;
