/**
 * What a signer signs, and the file it stands in: OpenSSF Model Signing's layout, which is a Sigstore bundle (v0.3) around a DSSE
 * envelope around an in-toto statement.
 */
@NullMarked
package org.dasllm.signing.statement;

import org.jspecify.annotations.NullMarked;
