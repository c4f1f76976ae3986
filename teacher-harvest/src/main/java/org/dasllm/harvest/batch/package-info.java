/**
 * Asking a teacher by its vendor's batch interface, for many answers at once that come within hours. What is handed over is in the journal
 * before, each result is journalled and counted once however often it is read, and a process may end and another go on days later: all that it
 * needs to know is in the journal. One thread does it all, since nearly all of the time is spent waiting.
 */
@NullMarked
package org.dasllm.harvest.batch;

import org.jspecify.annotations.NullMarked;
