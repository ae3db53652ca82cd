package dev.halfstep.cli.file;

/** Whoever read standard output has seen enough, as {@code head} has: no problem, and nobody to tell of one. */
public final class ClosedPipe extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClosedPipe(Throwable cause) {
        super("nobody reads standard output any more", cause);
    }
}
