/** Telephone numbers, by Google's libphonenumber. */
@NullMarked
package org.dasllm.privacy.phone;

import org.jspecify.annotations.NullMarked;
