/** Backups in Amazon S3, or in a store that speaks its protocol, such as MinIO or Ceph, by the AWS SDK. */
@NullMarked
package org.dasllm.s3;

import org.jspecify.annotations.NullMarked;
