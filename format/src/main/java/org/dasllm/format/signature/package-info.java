/** Where the signatures of a folder lie. What is in them is the module {@code signing}'s. */
@NullMarked
package org.dasllm.format.signature;

import org.jspecify.annotations.NullMarked;
