package dev.halfstep.lower;

/**
 * The extents of a product of batches of matrices, {@code [rows, depth]} times {@code [depth, columns]}. Three axes of batches are
 * enough for tensors of up to five axes; a stride of 0 uses the same matrix for each index of an axis.
 *
 * @param extents of the three axes of batches
 * @param left how many elements of the left factor lie between neighbours on each of them
 * @param right the same for the right factor
 * @param transposedLeft whether the left factor is stored as {@code [depth][rows]}
 * @param transposedRight whether the right factor is stored as {@code [columns][depth]}
 */
public record ProductShape(int[] extents, int[] left, int[] right, int rows, int depth, int columns,
        boolean transposedLeft, boolean transposedRight) {}
