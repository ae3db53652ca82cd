package dev.halfstep.certify;

import dev.halfstep.certify.Findings.Claim;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How long bounds are looked for, and on how many threads: immutable. */
public final class CertifyOptions {

    private static final CertifyOptions DEFAULTS = new CertifyOptions(Duration.ofSeconds(60),
            Runtime.getRuntime().availableProcessors(), () -> false, Progress.NONE, List.of());

    private final Duration time;
    private final int threads;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final List<Claim> claims;

    /** Is told how a search stands, from any of its threads. */
    public interface Progress {

        /** Tells nobody. */
        Progress NONE = (target, bound, found, done) -> {};

        /**
         * How it stands.
         *
         * @param target index of the output
         * @param bound the least bound that is proven so far, in the output's unit
         * @param found the largest deviation that was found so far, in the output's unit
         * @param done the part of the time for all outputs that is over, from 0 to 1
         */
        void at(int target, double bound, double found, double done);
    }

    private CertifyOptions(Duration time, int threads, BooleanSupplier stopped, Progress progress,
            List<Claim> claims) {
        this.time = time;
        this.threads = threads;
        this.stopped = stopped;
        this.progress = progress;
        this.claims = List.copyOf(claims);
    }

    /** A minute on all processors. */
    public static CertifyOptions defaults() {
        return DEFAULTS;
    }

    /** After which the best bound so far is taken; all outputs share it. */
    public Duration time() {
        return time;
    }

    public int threads() {
        return threads;
    }

    /** Whether somebody wants it to end now, with the best bound so far. */
    public BooleanSupplier stopped() {
        return stopped;
    }

    public Progress progress() {
        return progress;
    }

    /** What is to be proven besides, or contradicted. */
    public List<Claim> claims() {
        return claims;
    }

    public CertifyOptions withTime(Duration newTime) {
        return new CertifyOptions(newTime, threads, stopped, progress, claims);
    }

    public CertifyOptions withThreads(int newThreads) {
        return new CertifyOptions(time, newThreads, stopped, progress, claims);
    }

    public CertifyOptions withStopped(BooleanSupplier newStopped) {
        return new CertifyOptions(time, threads, newStopped, progress, claims);
    }

    public CertifyOptions withProgress(Progress newProgress) {
        return new CertifyOptions(time, threads, stopped, newProgress, claims);
    }

    public CertifyOptions withClaims(List<Claim> newClaims) {
        return new CertifyOptions(time, threads, stopped, progress, newClaims);
    }

    /** Whether some nanoseconds from now are not over, and nobody wants it to end. */
    BooleanSupplier within(double nanos) {
        long end = System.nanoTime() + (long) nanos;
        return () -> System.nanoTime() < end && !stopped.getAsBoolean();
    }
}
