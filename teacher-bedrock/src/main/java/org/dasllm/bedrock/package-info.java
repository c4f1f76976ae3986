/** Teachers at Amazon Bedrock, asked by Converse through the AWS SDK, one request at a time or in batches. */
@NullMarked
package org.dasllm.bedrock;

import org.jspecify.annotations.NullMarked;
