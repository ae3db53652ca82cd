package dev.halfstep.table;

import dev.halfstep.problem.Problem;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How dates are written, with or without a time of day. A time zone does not count: hours are those that stand there.
 *
 * @param order of year, month and day
 * @param separator between them; {@code ' '} where months are named
 */
public record DateForm(Order order, char separator) implements CellForm {

    /** In which order year, month and day stand. */
    public enum Order {
        YEAR_MONTH_DAY("year-month-day"),
        DAY_MONTH_YEAR("day-month-year"),
        MONTH_DAY_YEAR("month-day-year");

        private final String label;

        Order(String label) {
            this.label = label;
        }

        /** What users call it. */
        public String label() {
            return label;
        }

        /**
         * The one of a label.
         *
         * @throws Problem if there is none
         */
        public static Order of(String label) {
            return Arrays.stream(values()).filter(order -> order.label.equals(label)).findFirst()
                    .orElseThrow(() -> Problem.of("'" + label + "' is no order of year, month and day"));
        }
    }

    private static final double SECONDS = 86_400;
    private static final String TIME = "(?:[T ] *(\\d{1,2}):(\\d{2})(?::(\\d{2}(?:[.,]\\d{1,9})?))? ?([AaPp][Mm])?"
            + " ?(?:Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?)?";
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})([-/.])(\\d{1,2})\\2(\\d{1,4})" + TIME);
    private static final Pattern NAMED_DAY_FIRST =
            Pattern.compile("(\\d{1,2})\\.?[- ]([A-Za-z]{3,9})\\.?[-, ] *(\\d{4})" + TIME);
    private static final Pattern NAMED_MONTH_FIRST =
            Pattern.compile("([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})" + TIME);
    private static final List<String> MONTHS = List.of("january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december");

    @Override
    public ColumnType type() {
        return ColumnType.DATE;
    }

    /** The forms in which a text without surrounding spaces is a date; none if it is no date. */
    public static List<DateForm> of(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        List<Order> orders = List.of();
        char separator = ' ';
        if (numbers.matches()) {
            separator = numbers.group(2).charAt(0);
            orders = numbers.group(1).length() == 4 ? List.of(Order.YEAR_MONTH_DAY)
                    : separator == '.' ? List.of(Order.DAY_MONTH_YEAR)
                            : List.of(Order.DAY_MONTH_YEAR, Order.MONTH_DAY_YEAR);
        } else if (NAMED_DAY_FIRST.matcher(text).matches()) {
            orders = List.of(Order.DAY_MONTH_YEAR);
        } else if (NAMED_MONTH_FIRST.matcher(text).matches()) {
            orders = List.of(Order.MONTH_DAY_YEAR);
        }
        var forms = new ArrayList<DateForm>();
        for (Order order : orders) {
            var form = new DateForm(order, separator);
            if (!Double.isNaN(form.days(text))) {
                forms.add(form);
            }
        }
        return forms;
    }

    /** Days since the first of January 1970, with the time of day as a fraction; NaN if the text is no date that is written so. */
    public double days(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (numbers.matches()) {
            boolean yearFirst = order == Order.YEAR_MONTH_DAY;
            String year = numbers.group(yearFirst ? 1 : 4);
            if (numbers.group(2).charAt(0) != separator || year.length() != 4) {
                return Double.NaN;
            }
            int second = number(numbers.group(3));
            int other = number(numbers.group(yearFirst ? 4 : 1));
            return order == Order.MONTH_DAY_YEAR ? days(number(year), other, second, numbers, 5)
                    : days(number(year), second, other, numbers, 5);
        }
        boolean dayFirst = order == Order.DAY_MONTH_YEAR;
        Matcher named = (dayFirst ? NAMED_DAY_FIRST : NAMED_MONTH_FIRST).matcher(text);
        if (separator != ' ' || order == Order.YEAR_MONTH_DAY || !named.matches()) {
            return Double.NaN;
        }
        return days(number(named.group(3)), month(named.group(dayFirst ? 2 : 1)),
                number(named.group(dayFirst ? 1 : 2)), named, 4);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    /** From 1; 0 if no month is called so. */
    private static int month(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int m = 0; m < MONTHS.size(); m++) {
            boolean sept = lower.equals("sept") && m == 8;
            if (sept || MONTHS.get(m).equals(lower) || (lower.length() == 3 && MONTHS.get(m).startsWith(lower))) {
                return m + 1;
            }
        }
        return 0;
    }

    private static double days(int year, int month, int day, Matcher found, int time) {
        int hour = found.group(time) == null ? 0 : number(found.group(time));
        int minute = found.group(time + 1) == null ? 0 : number(found.group(time + 1));
        double second =
                found.group(time + 2) == null ? 0 : Double.parseDouble(found.group(time + 2).replace(',', '.'));
        String half = found.group(time + 3);
        if (half != null) {
            if (hour < 1 || hour > 12) {
                return Double.NaN;
            }
            hour = hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
        }
        if (hour > 23 || minute > 59 || second >= 60) {
            return Double.NaN;
        }
        try {
            return LocalDate.of(year, month, day).toEpochDay() + (hour * 3600 + minute * 60 + second) / SECONDS;
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    /** {@code year-month-day with '-'}. */
    @Override
    public String toString() {
        return order.label() + (separator == ' ' ? " with the month's name" : " with '" + separator + "'");
    }
}
