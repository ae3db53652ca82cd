/** Files read and written with errors that a person can act on; written whole or not at all. */
package dev.halfstep.file;
