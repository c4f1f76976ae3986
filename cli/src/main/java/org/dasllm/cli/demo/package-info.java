/** The demo: a teacher in a process of its own, and the whole pipeline on its messages. */
@NullMarked
package org.dasllm.cli.demo;

import org.jspecify.annotations.NullMarked;
