package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import java.util.Optional;

/**
 * A dense layer at a number of rows.
 *
 * @param layer its arithmetic; without weights and bias where another node computes them
 * @param rows how many rows there are
 * @param computed which operands hold weights and bias, where these are not known before a run
 */
public record LoweredDense(Dense layer, int rows, Optional<Computed> computed) implements Lowered {

    @Override
    public Rounding rounding() {
        return layer.rounding();
    }
}
