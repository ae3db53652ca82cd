/** CSV files, told by what stands in them. */
package dev.halfstep.table.csv;
