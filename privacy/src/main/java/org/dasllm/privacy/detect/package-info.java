/** What finds personal data in a text. Nothing here keeps, prints or logs the text that it looks at. */
@NullMarked
package org.dasllm.privacy.detect;

import org.jspecify.annotations.NullMarked;
