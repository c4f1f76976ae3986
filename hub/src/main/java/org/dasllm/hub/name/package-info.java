/** Names of models, revisions and files, held against the rules that the hub has for them. */
@NullMarked
package org.dasllm.hub.name;

import org.jspecify.annotations.NullMarked;
