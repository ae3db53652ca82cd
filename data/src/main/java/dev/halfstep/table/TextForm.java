package dev.halfstep.table;

/** Texts, as they are. */
public enum TextForm implements CellForm {
    TEXT;

    @Override
    public ColumnType type() {
        return ColumnType.TEXT;
    }
}
