/** National numbers of persons: each country's writing, rules and check digits. */
@NullMarked
package org.dasllm.privacy.national;

import org.jspecify.annotations.NullMarked;
