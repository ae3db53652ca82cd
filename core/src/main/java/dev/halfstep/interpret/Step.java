package dev.halfstep.interpret;

/** A node made ready to run: its kernel with prepared parameters. Holds no contents, so that threads can share it. */
@FunctionalInterface
interface Step {

    void run(Frame frame);
}
