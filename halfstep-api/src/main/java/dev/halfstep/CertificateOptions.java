package dev.halfstep;

import dev.halfstep.domain.DomainSpec;
import dev.halfstep.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Over which inputs, and for how long, a bound is looked for. Immutable; start from {@link #defaults}, each {@code with...} method gives a
 * changed copy.
 */
public final class CertificateOptions {

    private static final CertificateOptions DEFAULTS = new CertificateOptions("", Duration.ofSeconds(60));

    private final String domain;
    private final Duration time;

    private CertificateOptions(String domain, Duration time) {
        this.domain = domain;
        this.time = time;
    }

    /** What the columns were in the training rows, for up to a minute. */
    public static CertificateOptions defaults() {
        return DEFAULTS;
    }

    /** What columns may be, where not as in training; empty where nothing is said. */
    public String domain() {
        return domain;
    }

    /** After which the best bound so far is taken. */
    public Duration time() {
        return time;
    }

    /**
     * The same with other values for some columns; the rest stays as it was in training.
     *
     * @param columns such as {@code age=18:64,velocity={31.7,39.6},smoker=yes}; of a model without a pipeline, whose columns are
     *        {@code input 0} and so on, all of them
     * @throws Problem that holds all that is wrong with it
     */
    public CertificateOptions withDomain(String columns) {
        DomainSpec.parse(columns);
        return new CertificateOptions(columns, time);
    }

    /**
     * The same with more or less time: a bound by boxes becomes smaller with it.
     *
     * @throws Problem if it is none
     */
    public CertificateOptions withTime(Duration other) {
        if (!other.isPositive()) {
            throw Problem.option("there is no time to prove anything in: " + other);
        }
        return new CertificateOptions(domain, other);
    }

    DomainSpec spec() {
        return domain.isEmpty() ? DomainSpec.NONE : DomainSpec.parse(domain);
    }

    private List<Object> parts() {
        return List.of(domain, time);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateOptions options && parts().equals(options.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return "CertificateOptions" + parts();
    }
}
