package dev.halfstep.table.csv;

/**
 * Some records of a text file in succession, not yet parsed.
 *
 * @param text a line end stands behind its last character, whether or not one belongs to the file
 * @param length of the text, without that line end
 * @param firstRow index of the first record in the table
 * @param rows records that are not blank
 * @param linesBefore lines of the file before the text
 * @param quotes whether there is a quote anywhere in it
 * @param cut whether it ends in the middle of a record that is longer than any may be
 * @param share of the file that was read with it, from 0 to 1
 */
record TextPiece(char[] text, int length, long firstRow, int rows, long linesBefore, boolean quotes, boolean cut,
        double share) {}
