/** Teachers at Amazon Bedrock, asked by Converse through the AWS SDK. */
@NullMarked
package org.dasllm.bedrock;

import org.jspecify.annotations.NullMarked;
