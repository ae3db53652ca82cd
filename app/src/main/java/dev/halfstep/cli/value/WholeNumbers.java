package dev.halfstep.cli.value;

import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers as options take them: in the digits 0 to 9, where Java would take those of any script. */
public final class WholeNumbers {

    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

    private WholeNumbers() {}

    /** Sets what a command line, and its subcommands, take for whole numbers. */
    public static void convert(CommandLine line) {
        line.registerConverter(Integer.class, text -> converted(text, WholeNumbers::integer, "an int"));
        line.registerConverter(int.class, text -> converted(text, WholeNumbers::integer, "an int"));
        line.registerConverter(Long.class, text -> converted(text, WholeNumbers::whole, "a long"));
        line.registerConverter(long.class, text -> converted(text, WholeNumbers::whole, "a long"));
    }

    /**
     * A number of 32 bits.
     *
     * @throws NumberFormatException if the text is none
     */
    public static int integer(String text) {
        return Integer.parseInt(digits(text));
    }

    private static long whole(String text) {
        return Long.parseLong(digits(text));
    }

    private static String digits(String text) {
        if (!DIGITS.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return text;
    }

    private interface Conversion<T> {
        T of(String text);
    }

    /** In picocli's own words. */
    private static <T> T converted(String text, Conversion<T> conversion, String what) {
        try {
            return conversion.of(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not " + what);
        }
    }
}
