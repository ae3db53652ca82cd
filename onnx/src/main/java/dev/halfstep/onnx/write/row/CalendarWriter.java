package dev.halfstep.onnx.write.row;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.write.graph.Formula;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.pipeline.DatePart;

/**
 * Parts of points in time, which come as days since the first of January 1970: the proleptic Gregorian calendar, by the arithmetic of
 * whole days in eras of 400 years that begin with a March.
 */
public final class CalendarWriter {

    private static final double MILLIS = 86_400_000;
    private static final double MILLIS_OF_HOUR = 3_600_000;
    /** From the first of March of the year 0. */
    private static final long DAYS_BEFORE_1970 = 719_468;
    private static final long DAYS_OF_ERA = 146_097;
    private static final long YEARS_OF_ERA = 400;
    /** The first of January 1970 was a Thursday. */
    private static final long THURSDAY = 3;

    private final Formula formula;
    private final Ref millis;
    /** Whole days, as doubles. */
    private final Ref days;

    public CalendarWriter(Formula formula, Ref daysSince1970) {
        this.formula = formula;
        millis = formula.op("Round", formula.times(daysSince1970, MILLIS));
        days = formula.op("Floor", formula.op("Div", millis, formula.number(MILLIS)));
    }

    /** A part as doubles. */
    public Ref part(DatePart part) {
        return switch (part) {
            case HOUR -> formula.op("Div", formula.op("Sub", millis, formula.times(days, MILLIS)),
                    formula.number(MILLIS_OF_HOUR));
            case WEEKDAY -> real(formula.plusInteger(
                    formula.op("Mod", formula.plusInteger(whole(), THURSDAY), formula.integer(7)), 1));
            case YEAR -> real(year());
            case MONTH -> real(month());
            case DAY -> real(day());
        };
    }

    private Ref real(Ref integer) {
        return formula.cast(integer, DataType.DOUBLE);
    }

    private Ref whole() {
        return formula.cast(days, DataType.INT64);
    }

    private Ref sinceMarch() {
        return formula.plusInteger(whole(), DAYS_BEFORE_1970);
    }

    private Ref dayOfEra() {
        return formula.op("Mod", sinceMarch(), formula.integer(DAYS_OF_ERA));
    }

    private Ref quotient(Ref x, long y) {
        return formula.op("Div", x, formula.integer(y));
    }

    private Ref product(Ref x, long y) {
        return formula.op("Mul", x, formula.integer(y));
    }

    private Ref yearOfEra() {
        Ref day = dayOfEra();
        Ref leaps = formula.op("Sub", formula.op("Add", formula.op("Sub", day, quotient(day, 1460)),
                quotient(day, 36_524)), quotient(day, DAYS_OF_ERA - 1));
        return quotient(leaps, 365);
    }

    /** Days since the first of March. */
    private Ref dayOfYear() {
        Ref year = yearOfEra();
        Ref before = formula.op("Sub", formula.op("Add", product(year, 365), quotient(year, 4)), quotient(year, 100));
        return formula.op("Sub", dayOfEra(), before);
    }

    /** Months since March. */
    private Ref monthOfYear() {
        return quotient(formula.plusInteger(product(dayOfYear(), 5), 2), 153);
    }

    private Ref day() {
        Ref before = quotient(formula.plusInteger(product(monthOfYear(), 153), 2), 5);
        return formula.plusInteger(formula.op("Sub", dayOfYear(), before), 1);
    }

    /** From 1 for January. */
    private Ref month() {
        Ref sinceJanuary = formula.op("Mod", formula.plusInteger(monthOfYear(), 2), formula.integer(12));
        return formula.plusInteger(sinceJanuary, 1);
    }

    private Ref year() {
        Ref ofMarch = formula.op("Add", yearOfEra(),
                product(formula.floorQuotient(sinceMarch(), DAYS_OF_ERA), YEARS_OF_ERA));
        Ref isNext = formula.cast(formula.op("Less", month(), formula.integer(3)), DataType.INT64);
        return formula.op("Add", ofMarch, isNext);
    }
}
