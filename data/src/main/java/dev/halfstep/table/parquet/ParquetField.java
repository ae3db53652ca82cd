package dev.halfstep.table.parquet;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.ColumnType;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.LogicalType.DateType;
import dev.hardwood.metadata.LogicalType.DecimalType;
import dev.hardwood.metadata.LogicalType.EnumType;
import dev.hardwood.metadata.LogicalType.Float16Type;
import dev.hardwood.metadata.LogicalType.IntType;
import dev.hardwood.metadata.LogicalType.NullType;
import dev.hardwood.metadata.LogicalType.StringType;
import dev.hardwood.metadata.LogicalType.TimestampType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import dev.hardwood.schema.SchemaNode.GroupNode;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A top-level column of a Parquet file.
 *
 * @param leaf hardwood's number of the column, or -1 if it is nested
 * @param decoder what makes cells of it, or null if nothing does
 * @param kind its type in the words of the format
 */
record ParquetField(String name, int leaf, @Nullable ParquetDecoder decoder, String kind) {

    static List<ParquetField> of(FileSchema schema) {
        return schema.getRootNode().children().stream().map(ParquetField::of).toList();
    }

    private static ParquetField of(SchemaNode node) {
        String name = CellText.strip(DotlessFile.name(node.name()));
        return switch (node) {
            case PrimitiveNode leaf when leaf.maxRepetitionLevel() == 0 -> new ParquetField(name, leaf.columnIndex(),
                    decoder(leaf), String.valueOf(leaf.logicalType() == null ? leaf.type() : leaf.logicalType()));
            case PrimitiveNode repeated -> new ParquetField(name, -1, null, "list");
            case GroupNode group -> new ParquetField(name, -1, null,
                    group.isList() ? "list" : group.isMap() ? "map" : "group of columns");
        };
    }

    private static @Nullable ParquetDecoder decoder(PrimitiveNode leaf) {
        LogicalType logical = leaf.logicalType();
        boolean plain = logical == null || logical instanceof NullType;
        return switch (leaf.type()) {
            case BOOLEAN -> plain ? new ParquetDecoder.Booleans() : null;
            case FLOAT -> plain ? new ParquetDecoder.Floats() : null;
            case DOUBLE -> plain ? new ParquetDecoder.Doubles() : null;
            case INT32, INT64 -> integers(leaf.type() == PhysicalType.INT32, logical, plain);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> switch (logical) {
                // Old writers leave strings without annotation.
                case null -> leaf.type() == PhysicalType.BYTE_ARRAY ? new ParquetStrings() : null;
                case StringType text -> new ParquetStrings();
                case EnumType constant -> new ParquetStrings();
                case NullType unknown -> new ParquetStrings();
                case DecimalType decimal -> new ParquetDecoder.BinaryDecimals(decimal.scale());
                case Float16Type half -> new ParquetDecoder.Halves();
                default -> null;
            };
            case INT96 -> null;
        };
    }

    private static @Nullable ParquetDecoder integers(boolean narrow, @Nullable LogicalType logical, boolean plain) {
        if (logical instanceof DecimalType decimal) {
            return new ParquetDecoder.Integers(narrow, false, decimal.scale());
        }
        if (logical instanceof DateType) {
            return new ParquetDecoder.Days(narrow, 1);
        }
        if (logical instanceof TimestampType time) {
            return new ParquetDecoder.Days(narrow, switch (time.unit()) {
                case MILLIS -> 86_400e3;
                case MICROS -> 86_400e6;
                case NANOS -> 86_400e9;
            });
        }
        if (logical instanceof IntType type) {
            return new ParquetDecoder.Integers(narrow, !type.isSigned(), 0);
        }
        return plain ? new ParquetDecoder.Integers(narrow, false, 0) : null;
    }

    /** @throws Problem if nothing of a type can be made of the column */
    ParquetDecoder usable(ColumnType type) {
        if (type == ColumnType.DATE ? !isDate() : decoder == null || decoder instanceof ParquetDecoder.Days) {
            String what = type == ColumnType.DATE ? ", is no date" : ", is neither number nor text";
            Phrase[] others = decoder instanceof ParquetDecoder.Days
                    ? new Phrase[] {Phrase.of("make features of year, month and so on with ").with(Setting.DATE, name)}
                    : new Phrase[] {Phrase.of("write " + (type == ColumnType.DATE ? "dates" : "numbers or texts")
                            + " instead")};
            throw Problem.of("its kind, " + kind + what).at("column " + Quoted.of(name))
                    .remedy(Phrase.of("leave it out with ").with(Setting.DROP, name), others);
        }
        return Objects.requireNonNull(decoder);
    }

    private boolean isDate() {
        return decoder instanceof ParquetDecoder.Days || decoder instanceof ParquetStrings;
    }

    /** Whether its values can be read one for each row. */
    boolean flat() {
        return leaf >= 0;
    }
}
