/** How much is found and how much is found wrongly, on values drawn by seed and on texts without personal data. */
@NullMarked
package org.dasllm.privacy.evidence;

import org.jspecify.annotations.NullMarked;
