/** The models that are on this machine, and what they need of it. */
@NullMarked
package org.dasllm.cli.models;

import org.jspecify.annotations.NullMarked;
