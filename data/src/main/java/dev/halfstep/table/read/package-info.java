/** The way in: files of either kind as tables, whole or in parts. */
package dev.halfstep.table.read;
