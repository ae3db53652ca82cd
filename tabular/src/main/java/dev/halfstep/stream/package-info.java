/** Work on more than memory holds: by several threads, in order. */
package dev.halfstep.stream;
