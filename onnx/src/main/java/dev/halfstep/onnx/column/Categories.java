package dev.halfstep.onnx.column;

import java.util.List;

/** The categories that one op knows; they are shared by all features that it makes, and those of no other equal them. */
final class Categories {

    private final List<Cell> cells;

    Categories(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    List<Cell> cells() {
        return cells;
    }
}
