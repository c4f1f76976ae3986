/**
 * Amazon Bedrock's Converse and ConverseStream as a server speaks them. Sources: the vendor's service model (botocore 1.44.8, November 2026)
 * for the bodies and errors, and Smithy's page on Amazon's event stream encoding for the frames of a stream.
 */
@NullMarked
package org.dasllm.wire.bedrock;

import org.jspecify.annotations.NullMarked;
