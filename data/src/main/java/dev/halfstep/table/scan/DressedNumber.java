package dev.halfstep.table.scan;

import dev.halfstep.table.NumberForm;
import dev.halfstep.table.Thousands;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cell that may be a number in what people dress numbers in: thousands set apart, a unit, a sign of money, parentheses. What is said of
 * it holds whatever the table's decimal sign is.
 *
 * @param digits the number without dress, its separators as they are, spaces and apostrophes as the plainest of their kind
 * @param negative whether a minus stands before it
 * @param parentheses whether it stands in parentheses
 * @param unit what else stands there; empty if nothing does
 * @param grouping what surely stands between thousands, as in {@code 1,234,567} and {@code 1,234.5}; 0 if nothing does
 * @param decimal what surely is the decimal sign, as in {@code 1,5} and {@code 1,234.5}; 0 if nothing is
 * @param either the one comma or point of {@code 1,234}, which may be both; 0 if there is none
 */
record DressedNumber(String digits, boolean negative, boolean parentheses, String unit, char grouping, char decimal,
        char either) {

    /** Longer texts are no numbers. */
    private static final int LONGEST = 48;
    private static final int LONGEST_UNIT = 12;

    /** Codes of money that are no words and no names. */
    private static final Set<String> ORDINARY_CURRENCIES = Set.of("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD",
            "NZD", "CNY", "INR", "BRL", "MXN", "KRW", "RUB", "UAH", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "BGN",
            "ZAR", "SGD", "HKD", "TWD", "THB", "IDR", "MYR", "VND", "ILS", "AED", "SAR", "QAR", "KWD", "EGP", "NGN",
            "KES", "PKR", "BDT", "LKR", "CLP");

    /** Of these some are words, too, as in {@code TOP 5}. */
    private static final Set<String> CURRENCIES =
            Currency.getAvailableCurrencies().stream().map(Currency::getCurrencyCode).collect(Collectors.toSet());

    /** Units that nothing else is taken for, after a number. */
    private static final Set<String> UNITS = Set.of("%", "‰", "°", "°C", "°F", "kg", "mg", "µg", "lb", "lbs", "oz",
            "km",
            "cm", "mm", "µm", "m²", "m³", "cm²", "km²", "m2", "m3", "km2", "sqft", "sq ft", "sq. ft.", "mi", "ft", "ml",
            "km/h", "kmh", "mph", "hp", "bhp", "kW", "kWh", "MW", "MWh", "Hz", "kHz", "MHz", "GHz", "kB", "KB", "MB",
            "GB",
            "TB", "ms", "mpg", "kmpl", "km/kg", "cc", "CC", "hPa", "kPa", "bar", "psi", "ppm", "dB", "mol", "kcal",
            "kJ");

    /** The number that a cell without surrounding spaces is; null if it is none. */
    static @Nullable DressedNumber of(char[] text, int from, int to) {
        // Most texts are words, and settled by their first letter: no sign of money begins with a small one.
        if (to - from > LONGEST || (text[from] >= 'a' && text[from] <= 'z')) {
            return null;
        }
        int a = from;
        int b = to;
        boolean parentheses = text[a] == '(' && text[b - 1] == ')';
        if (parentheses) {
            a++;
            b--;
        }
        int start = a;
        while (start < b && !startsNumber(text, start, b)) {
            start++;
        }
        if (start == b) {
            return null;
        }
        int end = end(text, start, b);
        String before = squeezed(text, a, start);
        String after = squeezed(text, end, b);
        boolean negative = before.startsWith("-") || before.endsWith("-");
        boolean positive = before.startsWith("+") || before.endsWith("+");
        if (negative || positive) {
            before = before.startsWith("-") || before.startsWith("+") ? before.substring(1)
                    : before.substring(0, before.length() - 1);
        }
        before = before.strip();
        boolean signs = (negative && positive) || (parentheses && (negative || positive));
        boolean money = before.isEmpty() || isMoney(before);
        boolean one = before.isEmpty() || after.isEmpty() || before.equals(after);
        if (signs || !money || !one || !(after.isEmpty() || isUnit(after))) {
            return null;
        }
        return parted(plain(text, start, end), negative, parentheses, before.isEmpty() ? after : before);
    }

    private static boolean startsNumber(char[] text, int at, int to) {
        return isDigit(text[at])
                || ((text[at] == '.' || text[at] == ',') && at + 1 < to && isDigit(text[at + 1]));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2009' || c == '\u2007';
    }

    private static boolean isApostrophe(char c) {
        return c == '\'' || c == '\u2019';
    }

    /** Where the digits and what stands between them end; an exponent belongs to them. */
    private static int end(char[] text, int start, int to) {
        int end = start;
        for (int i = start; i < to; i++) {
            if (isDigit(text[i])) {
                end = i + 1;
            } else if (text[i] != '.' && text[i] != ',' && !isSpace(text[i]) && !isApostrophe(text[i])) {
                break;
            }
        }
        int at = end;
        if (at < to && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            at += at < to && (text[at] == '-' || text[at] == '+') ? 1 : 0;
            int digits = at;
            while (at < to && isDigit(text[at])) {
                at++;
            }
            return at > digits ? at : end;
        }
        return end;
    }

    /** Without spaces at its ends, with each minus and space as the plainest of its kind. */
    private static String squeezed(char[] text, int from, int to) {
        var squeezed = new StringBuilder();
        for (int i = from; i < to; i++) {
            squeezed.append(isSpace(text[i]) ? ' ' : text[i] == '\u2212' ? '-' : text[i]);
        }
        return squeezed.toString().strip();
    }

    private static String plain(char[] text, int from, int to) {
        var plain = new StringBuilder();
        for (int i = from; i < to; i++) {
            plain.append(isSpace(text[i]) ? ' ' : isApostrophe(text[i]) ? '\'' : text[i]);
        }
        return plain.toString();
    }

    private static boolean isMoney(String text) {
        return CURRENCIES.contains(text) || isOrdinaryMoney(text);
    }

    private static boolean isOrdinaryMoney(String text) {
        return ORDINARY_CURRENCIES.contains(text) || text.equals("Rs.") || text.equals("Rs")
                || (Character.getType(text.charAt(text.length() - 1)) == Character.CURRENCY_SYMBOL
                        && text.chars().limit(text.length() - 1).allMatch(c -> c >= 'A' && c <= 'Z'));
    }

    private static boolean isUnit(String text) {
        char first = text.charAt(0);
        boolean begins = Character.isLetter(first) || "%‰°".indexOf(first) >= 0
                || Character.getType(first) == Character.CURRENCY_SYMBOL;
        return begins && text.length() <= LONGEST_UNIT && text.chars().noneMatch(c -> ":;-+()".indexOf(c) >= 0);
    }

    /** Whether a unit is one that numbers have: anything else may be a name or a category. */
    static boolean isKnown(String unit) {
        return UNITS.contains(unit) || isOrdinaryMoney(unit);
    }

    /** Null where separators do not stand as they do in numbers. */
    private static @Nullable DressedNumber parted(String digits, boolean negative, boolean parentheses, String unit) {
        int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        String mantissa = exponent < 0 ? digits : digits.substring(0, exponent);
        String seps = mantissa.replaceAll("\\d", "");
        String[] parts = mantissa.split("[., ']", -1);
        char grouping = 0;
        char decimal = 0;
        char either = 0;
        if (seps.length() == 1) {
            char sep = seps.charAt(0);
            boolean grouped = isGrouped(parts, parts.length, false) && exponent < 0;
            boolean space = sep == ' ' || sep == '\'';
            if (space && !grouped) {
                return null;
            }
            grouping = space ? sep : 0;
            either = !space && grouped ? sep : 0;
            decimal = !space && !grouped ? sep : 0;
        } else if (seps.length() > 1) {
            char first = seps.charAt(0);
            char last = seps.charAt(seps.length() - 1);
            boolean fraction = last != first && (last == '.' || last == ',');
            int groups = fraction ? parts.length - 1 : parts.length;
            boolean alike = seps.chars().limit(groups - 1L).allMatch(c -> c == first);
            if (!alike || (last != first && !fraction) || !isGrouped(parts, groups, first == ',')) {
                return null;
            }
            grouping = first;
            decimal = fraction ? last : 0;
        }
        return new DressedNumber(digits, negative, parentheses, unit, grouping, decimal, either);
    }

    /** Whether groups are of three digits, but for the first; or of two with three at the end, as in India. */
    private static boolean isGrouped(String[] parts, int count, boolean indian) {
        if (parts[0].isEmpty() || parts[0].length() > 3 || parts[0].startsWith("0")
                || parts[count - 1].length() != 3) {
            return false;
        }
        boolean threes = true;
        boolean twos = indian && parts[0].length() <= 2;
        for (int i = 1; i < count - 1; i++) {
            threes &= parts[i].length() == 3;
            twos &= parts[i].length() == 2;
        }
        return threes || twos;
    }

    /** The number, in a column of a form; NaN where it is not written so. */
    double value(NumberForm form, char decimalSign) {
        boolean unitFits = unit.equals(form.unit()) || (unit.isEmpty() && form.bare());
        char thousands = form.thousands() == Thousands.NONE ? 0 : form.thousands().sign();
        char group = grouping != 0 ? grouping : either != 0 && either == thousands ? either : 0;
        char point = decimal != 0 ? decimal : either != 0 && group == 0 ? either : 0;
        if (!unitFits || (parentheses && !form.parentheses()) || (group != 0 && group != thousands)
                || (point != 0 && point != decimalSign)) {
            return Double.NaN;
        }
        String bare = group == 0 ? digits : digits.replace(String.valueOf(group), "");
        double magnitude = Numbers.parse(bare.toCharArray(), 0, bare.length(), decimalSign);
        return negative || parentheses ? -magnitude : magnitude;
    }
}
