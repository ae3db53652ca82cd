package dev.halfstep.pipeline;

/** The values as they are. */
public record LinearMapping() implements TargetMapping {

    @Override
    public double map(double value) {
        return value;
    }

    @Override
    public double invert(double mapped) {
        return mapped;
    }

    @Override
    public Kind kind() {
        return Kind.LINEAR;
    }
}
