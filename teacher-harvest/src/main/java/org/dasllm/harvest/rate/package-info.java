/** Which requests may be sent when: limits that vendors report, and those that are learnt from their refusals. */
@NullMarked
package org.dasllm.harvest.rate;

import org.jspecify.annotations.NullMarked;
