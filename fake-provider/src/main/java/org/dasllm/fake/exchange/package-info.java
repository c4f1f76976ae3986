/** What the vendors' protocols share: what was asked, what is answered and counted, and the faults that are made. */
@NullMarked
package org.dasllm.fake.exchange;

import org.jspecify.annotations.NullMarked;
