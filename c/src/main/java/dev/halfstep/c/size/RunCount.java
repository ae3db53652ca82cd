package dev.halfstep.c.size;

/** What a run of a network takes of a processor, as an emulator counts it, or why nobody counted. */
public sealed interface RunCount {

    /** What is counted. */
    enum Unit {
        INSTRUCTIONS,
        CYCLES
    }

    /** Counted, alike each time: the codes that go in are the same. */
    record Counted(long count, Unit unit) implements RunCount {}

    /**
     * Not counted.
     *
     * @param why a clause that begins with what is missing
     */
    record NotCounted(String why) implements RunCount {}
}
