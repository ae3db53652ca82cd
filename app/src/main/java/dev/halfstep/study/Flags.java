package dev.halfstep.study;

import dev.halfstep.problem.Mention;
import dev.halfstep.problem.Setting;
import dev.halfstep.problem.Vocabulary;
import java.util.Optional;
import java.util.function.Predicate;

/** Settings as the command line calls them. */
public final class Flags implements Vocabulary {

    /** Those of all commands. */
    public static final Flags ALL = where(flag -> true);

    private final Predicate<String> known;

    private Flags(Predicate<String> known) {
        this.known = known;
    }

    /**
     * The flags of one command.
     *
     * @param known whether it has a flag such as {@code --drop}
     */
    public static Flags where(Predicate<String> known) {
        return new Flags(known);
    }

    @Override
    public Optional<String> name(Mention mention) {
        if (mention.equals(Setting.DECIMAL_COMMA.as("false"))) {
            // What a model remembers is undone by a flag, not by leaving one out.
            return Optional.of("--no-decimal-comma").filter(flag -> known.test("--decimal-comma"));
        }
        String name = name(mention.setting());
        boolean isFlag = name.startsWith("-");
        return Optional.of(name).filter(flag -> !isFlag || known.test(flag))
                .map(flag -> flag
                        + mention.value().map(value -> argument(inList(mention.setting(), value))).orElse(""));
    }

    /** Commas part the names that a flag takes, so that one within a name is marked; and quotes around a name are none of it. */
    private static String inList(Setting setting, String value) {
        return switch (setting) {
            case TARGET, DROP, ONE_HOT, DATE -> value.startsWith("\"") || value.endsWith("\\")
                    ? "\"" + value.replace("\"", "\"\"") + "\""
                    : value.replace(",", "\\,");
            default -> value;
        };
    }

    private static String name(Setting setting) {
        return switch (setting) {
            case TARGET -> "--target";
            case DROP -> "--drop";
            case MAP -> "--map";
            case MISSING -> "--missing";
            case ONE_HOT -> "--one-hot";
            case DECIMAL_COMMA -> "--decimal-comma";
            case THOUSANDS -> "--thousands";
            case UNIT -> "--unit";
            case DATE -> "--date";
            case COMMENT -> "--comment";
            case ENCODING -> "--encoding";
            case NO_HEADER -> "--no-header";
            case SPLIT -> "--split";
            case SPLIT_SEED -> "--split-seed";
            case TARGET_MAPPING -> "--target-mapping";
            case UNSEEN -> "--unseen";
            case ROWS -> "--rows";
            case DATA -> "--data";
            case LABELS -> "--labels";
            case INPUT -> "--input";
            case LEARNING_RATE -> "--learning-rate";
            case PRECISION -> "--precision";
            case EDGE -> "--io";
            case CALIBRATION -> "--calibrate";
            case RECIPE -> "--recipe";
            case INPUT_CODES -> "--input-codes";
            case RANGES -> "--ranges";
            case FITTING -> "--fitting";
            case PER_CHANNEL -> "--per-tensor";
            case KEEP_FLOAT -> "--keep-float";
            case HEADROOM -> "--headroom";
            case OUTPUT_RANGE -> "--output-range";
            case VERNIER -> "--vernier";
            case WIDTH -> "--width";
            case MAX_LOSS -> "--max-loss";
            case MAX_DEVIATION -> "--max-deviation";
            case DOMAIN -> "--domain";
            case DOMAIN_FROM -> "--domain-from";
            case SIGNATURE -> "--signature";
            case OUTPUT -> "-o";
            case RAW -> "--raw";
            case SEVERAL_INPUTS -> "use the run command, with an --input for each";
            case RAW_CODES -> "the run command takes codes with --raw";
            case EVALUATION -> "the evaluate command";
            case ENCODED_ROWS -> "./halfstep encode MODEL --data DATA -o X.npy";
            case STANDARDISED_LABELS -> "./halfstep encode MODEL --data DATA -o X.npy --labels Y.npy";
        };
    }

    /** In the form that survives a text that looks like a flag itself. */
    private static String argument(String value) {
        return (value.startsWith("-") ? "=" : " ") + shellWord(value);
    }

    /** The text as one word of a command line that a user can paste into a shell. */
    private static String shellWord(String text) {
        if (text.chars().allMatch(c -> c < 0x80 ? Character.isLetterOrDigit(c) || "_-+./:,@%".indexOf(c) >= 0
                : Character.isLetterOrDigit(c)) && !text.isEmpty()) {
            return text;
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
