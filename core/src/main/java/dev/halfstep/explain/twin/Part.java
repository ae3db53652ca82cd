package dev.halfstep.explain.twin;

/**
 * What changes from one state to the next.
 *
 * @param kind what it is
 * @param first index of the node, or of the first of several; of the graph's input for what is rounded or clipped there
 * @param last index of the last node, the same as {@code first} for one
 */
public record Part(Kind kind, int first, int last) {

    /** What a node, or an input, does to what it passes on. */
    public enum Kind {
        /** Nothing has changed yet: all is computed in float, with the constants that were meant. */
        START,
        /** An input's values become the nearest codes, without end. */
        INPUT_ROUNDING,
        /** An input's values beyond the codes' range become those at its end. */
        INPUT_CLIPPING,
        /** A node's constants become those that its codes stand for. */
        CONSTANTS,
        /** A node's bias becomes what its integers stand for, where that is another than was meant by more than rounding. */
        BIAS,
        /** What a node gives becomes the nearest code, without end. */
        ROUNDING,
        /** What a node gives beyond the codes' range becomes the value at its end. */
        CLIPPING,
        /** A node computes in integers, with its multipliers and tables. */
        ARITHMETIC,
        /** All of that at once, of one node or of several that follow each other. */
        ALL
    }

    /** What changes at one place. */
    public Part(Kind kind, int place) {
        this(kind, place, place);
    }
}
