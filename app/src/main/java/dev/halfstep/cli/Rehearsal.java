package dev.halfstep.cli;

import java.util.Arrays;
import java.util.List;

/**
 * Runs several commands in one JVM, one after another, so that a cache of what the JVM does at its start can be made of all of
 * them. See the launcher.
 */
public final class Rehearsal {

    private static final String NEXT = "--next";

    private Rehearsal() {}

    /**
     * Runs the commands, whatever comes of them: a cache of fewer is a cache.
     *
     * @param args the arguments of one command after those of another, with {@value #NEXT} between them
     */
    public static void main(String[] args) {
        List<String> left = Arrays.asList(args);
        while (!left.isEmpty()) {
            int next = left.indexOf(NEXT);
            int end = next < 0 ? left.size() : next;
            Main.run(left.subList(0, end).toArray(String[]::new));
            left = left.subList(Math.min(end + 1, left.size()), left.size());
        }
    }
}
