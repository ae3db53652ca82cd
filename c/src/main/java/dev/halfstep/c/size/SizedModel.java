package dev.halfstep.c.size;

/**
 * A model's C, as far as its size is concerned.
 *
 * @param name of its files
 * @param constants bytes of its tables
 * @param memory bytes it takes all the time
 * @param multiplyAdds of a run
 * @param call what a program does that runs it
 */
public record SizedModel(String name, String header, String source, long constants, long memory, long multiplyAdds,
        Call call) {

    /**
     * What a program does that runs a network.
     *
     * @param arrays declares those of codes that go in and come out
     * @param fills statements that put codes into the former
     * @param statement that runs the network, and sets {@code failed} where that may have no value
     */
    public record Call(String arrays, String fills, String statement) {}
}
