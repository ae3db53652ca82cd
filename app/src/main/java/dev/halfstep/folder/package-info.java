/** Folders that a run fills: whole or not at all, by one run at a time, and never over what is not its own. */
package dev.halfstep.folder;
