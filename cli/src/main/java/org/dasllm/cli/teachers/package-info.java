/** What the configured teachers cost, how long they are there, and whether one answers as a harvest needs it. */
@NullMarked
package org.dasllm.cli.teachers;

import org.jspecify.annotations.NullMarked;
