package dev.halfstep.explain.twin;

/**
 * Nodes that go over from float to what they compute together.
 *
 * @param first index of the first
 * @param last index of the last, the same for one
 * @param inParts whether the parts of what it does go over one by one; of one node only
 */
public record Span(int first, int last, boolean inParts) {

    public Span {
        if (last < first || (inParts && last > first)) {
            throw new IllegalArgumentException(first + ".." + last);
        }
    }
}
