package dev.halfstep.certify.network.unit;

/** What a layer is, so that layers of two networks can be told to be of a kind. */
public enum Kind {
    /** Dense, and convolutions: weights that were learnt. */
    PRODUCTS,
    /** Sums and differences of two, and products with constants. */
    PAIRS,
    /** Means and sums of some. */
    MEANS,
    /** The largest of some. */
    LARGEST,
    /** A function of each. */
    FUNCTION,
    /** Codes of another scale. */
    CODING,
    /** Constants. */
    CONSTANT
}
