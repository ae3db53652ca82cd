package dev.halfstep.onnx.column;

/** A cell of a table, or what becomes of it on its way into a network. */
public sealed interface Cell {

    /** A text. */
    record Text(String text) implements Cell {}

    /** A number; NaN where it is missing. */
    record Real(double value) implements Cell {

        /** Both zeros are one number, as where they are compared. */
        public Real {
            value += 0.0;
        }
    }

    /** The number that this is. */
    default double number() {
        return switch (this) {
            case Real number -> number.value;
            case Text text -> throw new IllegalStateException("text is no number");
        };
    }
}
