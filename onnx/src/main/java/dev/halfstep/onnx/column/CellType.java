package dev.halfstep.onnx.column;

import java.util.Optional;

/** What the cells of a column are in the model. */
public enum CellType {
    TEXT(8),
    SINGLE(1),
    DOUBLE(11),
    INTEGER(7),
    SHORT_INTEGER(6);

    /** In the schema. */
    private final int number;

    CellType(int number) {
        this.number = number;
    }

    /** The type of a number in the schema; empty if preprocessing does not work on it. */
    static Optional<CellType> of(int number) {
        for (CellType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    boolean isReal() {
        return this == SINGLE || this == DOUBLE;
    }

    boolean isInteger() {
        return this == INTEGER || this == SHORT_INTEGER;
    }

    /** The number of this type that is nearest to another. */
    public double nearest(double value) {
        return switch (this) {
            case SINGLE -> (float) value;
            case DOUBLE -> value;
            case INTEGER, SHORT_INTEGER -> Math.rint(value);
            case TEXT -> throw new IllegalStateException("text is no number");
        };
    }
}
