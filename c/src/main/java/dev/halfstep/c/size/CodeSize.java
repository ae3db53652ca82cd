package dev.halfstep.c.size;

/**
 * What a model's C takes of a processor, compiled for size.
 *
 * @param code bytes of instructions
 * @param constants bytes of weights and tables
 * @param memory bytes that are taken all the time
 * @param stack bytes at most, as if all functions called each other; 0 if it was not measured
 * @param isMeasured whether a compiler said so; otherwise it is estimated
 * @param run what a run takes
 */
public record CodeSize(SizeTarget target, long code, long constants, long memory, long stack, boolean isMeasured,
        RunCount run) {

    /** What stays when the power is off. */
    public long flash() {
        return code + constants;
    }
}
