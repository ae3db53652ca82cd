package dev.halfstep.interpret;

import dev.halfstep.problem.Problem;

/** Refuses what would not fit into memory before it is tried: a small file may ask for any amount. */
final class Memory {

    private Memory() {}

    /**
     * Makes sure that there is room.
     *
     * @param what the beginning of a sentence: what needs the memory
     */
    static void require(String what, long bytes) {
        require(what, bytes, limit());
    }

    /** Makes sure that there is room within a limit of its own. */
    static void require(String what, long bytes, long limit) {
        if (bytes > limit) {
            throw Problem.of(what + " takes " + (bytes >> 20) + " MB, more than half of what the JVM may use")
                    .remedy("Run fewer rows at once, or give the JVM more memory (-Xmx).");
        }
    }

    /** How many bytes there is room for. */
    static long limit() {
        return Runtime.getRuntime().maxMemory() / 2;
    }
}
