/** What others' clients send and others' servers answered, for codecs to be held against. */
@NullMarked
package org.dasllm.wire.reference;

import org.jspecify.annotations.NullMarked;
