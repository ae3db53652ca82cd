package dev.halfstep.pipeline;

import dev.halfstep.problem.Problem;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/** A number that is made of a point in time. */
public enum DatePart {
    /** Such as 2024. */
    YEAR,
    /** From 1 to 12. */
    MONTH,
    /** Of the month, from 1 to 31. */
    DAY,
    /** From 1 for Monday to 7 for Sunday. */
    WEEKDAY,
    /** Of the day, from 0 to below 24, with minutes and seconds as a fraction. */
    HOUR;

    private static final double MILLIS = 86_400_000;
    private static final double MILLIS_OF_HOUR = 3_600_000;

    /** What users call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of a label.
     *
     * @throws Problem if there is none
     */
    static DatePart of(String label) {
        return Arrays.stream(values()).filter(part -> part.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.of("'" + label + "' is no part of a date"));
    }

    /**
     * The part.
     *
     * @param days since the first of January 1970, with the time of day as a fraction; counted to the millisecond
     */
    public double of(double days) {
        double millis = Math.rint(days * MILLIS);
        long day = (long) Math.floor(millis / MILLIS);
        LocalDate date =
                LocalDate.ofEpochDay(Math.clamp(day, LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
        return switch (this) {
            case YEAR -> date.getYear();
            case MONTH -> date.getMonthValue();
            case DAY -> date.getDayOfMonth();
            case WEEKDAY -> date.getDayOfWeek().getValue();
            case HOUR -> (millis - day * MILLIS) / MILLIS_OF_HOUR;
        };
    }
}
