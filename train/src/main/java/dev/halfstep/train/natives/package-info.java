/** Native code that is loaded into this process: from a folder that nobody else can write, and with the digests that it must have. */
@NullMarked
package dev.halfstep.train.natives;

import org.jspecify.annotations.NullMarked;
