/** Key pairs of signers: ECDSA on the curves of OpenSSF Model Signing, by the JDK alone. */
@NullMarked
package org.dasllm.signing.key;

import org.jspecify.annotations.NullMarked;
