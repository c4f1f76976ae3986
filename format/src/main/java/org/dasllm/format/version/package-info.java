/**
 * Versions of the layouts of files that a later program reads again. Every such file is JSON, or JSON Lines of which one
 * line says it, and has a whole number that names the version of its layout. A file without one is of version 1, as those
 * of 0.1.0 are that had none.
 *
 * <p>The version is raised where a program that reads the older layout would misunderstand the newer one. A component that
 * may be absent is added without it, and its comment says since which release it is there.
 */
@NullMarked
package org.dasllm.format.version;

import org.jspecify.annotations.NullMarked;
