/** What this installation is: its version, its role, and the files beside the program. */
@NullMarked
package org.dasllm.cli.installation;

import org.jspecify.annotations.NullMarked;
