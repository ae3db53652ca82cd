/** What reading takes of cells, whatever kind of file they stand in: their types, their values and a digest. */
package dev.halfstep.table.scan;
