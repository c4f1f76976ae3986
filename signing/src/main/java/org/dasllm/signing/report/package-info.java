/** What a report or a bundle says of itself that a signer has to know before signing, and what the signer answers. */
@NullMarked
package org.dasllm.signing.report;

import org.jspecify.annotations.NullMarked;
