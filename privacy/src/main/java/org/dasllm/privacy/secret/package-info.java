/** Secrets of programs: keys, tokens, passwords. Masked like personal data, since they open doors. */
@NullMarked
package org.dasllm.privacy.secret;

import org.jspecify.annotations.NullMarked;
