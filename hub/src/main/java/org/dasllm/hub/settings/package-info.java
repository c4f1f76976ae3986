/** Which hub, which cache and which token: what the environment says, by the variables that Python's huggingface_hub reads. */
@NullMarked
package org.dasllm.hub.settings;

import org.jspecify.annotations.NullMarked;
