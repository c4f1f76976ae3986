/** What this machine can do. */
@NullMarked
package org.dasllm.cli.doctor;

import org.jspecify.annotations.NullMarked;
