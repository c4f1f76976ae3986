/** Which detectors there are, and which of them a configuration uses: shared by all stages that look for personal data. */
@NullMarked
package org.dasllm.privacy.config;

import org.jspecify.annotations.NullMarked;
