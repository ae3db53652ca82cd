package dev.halfstep.lower;

import java.util.Arrays;

/**
 * Which elements of an array belong to which output of a reduction: axes that are reduced or kept, with neighbours of the same
 * kind merged.
 *
 * @param extents of the merged axes, outermost first
 * @param strides how far each index of an axis moves in the output; 0 for reduced axes
 * @param outputs how many results there are
 * @param count how many elements make one result
 */
public record Reduction(int[] extents, int[] strides, int outputs, int count) {

    /**
     * A reduction.
     *
     * @param extents of the input, no more elements than an array holds
     * @param reduced whether each axis is reduced
     * @param outputs how many results there are
     */
    public static Reduction of(int[] extents, boolean[] reduced, int outputs) {
        var merged = new int[extents.length + 1];
        var isReduced = new boolean[extents.length + 1];
        merged[0] = 1;
        int axes = 1;
        int count = 1;
        for (int a = 0; a < extents.length; a++) {
            if (extents[a] == 0) {
                return new Reduction(new int[] {0}, new int[1], outputs, 0);
            }
            count *= reduced[a] ? extents[a] : 1;
            if (extents[a] == 1 || merged[axes - 1] == 1 || isReduced[axes - 1] == reduced[a]) {
                merged[axes - 1] *= extents[a];
                isReduced[axes - 1] = extents[a] == 1 ? isReduced[axes - 1] : reduced[a];
            } else {
                merged[axes] = extents[a];
                isReduced[axes] = reduced[a];
                axes++;
            }
        }
        var strides = new int[axes];
        int stride = 1;
        for (int a = axes - 1; a >= 0; a--) {
            strides[a] = isReduced[a] ? 0 : stride;
            stride *= isReduced[a] ? 1 : merged[a];
        }
        return new Reduction(Arrays.copyOf(merged, axes), strides, outputs, count);
    }
}
