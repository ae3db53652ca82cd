package dev.halfstep.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of commands, options and files in a shell. The build writes it into the distribution. */
public final class Completion {

    private static final String COMMAND = "halfstep";
    /** A list of values, such as {@code local P_option_args=("FLOAT32" "INT8") # --precision values}. */
    private static final Pattern VALUES = Pattern.compile("(_option_args=)\\((.*)\\)(?= # (\\S+) values$)");
    private static final Pattern FUNCTION = Pattern.compile("^function _picocli_" + COMMAND + "_(\\w+)\\(\\)");

    private final CommandLine line = Main.line(new Main());
    private CommandLine command = line;

    private Completion() {}

    /** A script for bash and zsh to source. */
    public static String script() {
        var completion = new Completion();
        return AutoComplete.bash(COMMAND, completion.line).lines().map(completion::withLabels)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** A line of the script, with values as the command line takes them in place of the names of constants. */
    private String withLabels(String text) {
        Matcher function = FUNCTION.matcher(text);
        if (function.find()) {
            command = line.getSubcommands().getOrDefault(function.group(1), line);
        }
        return VALUES.matcher(text).replaceAll(found -> found.group(1) + "("
                + labels(command.getCommandSpec().findOption(found.group(3)), found.group(2)) + ")");
    }

    /** Of what the constants and the help call the values, what the help names. */
    private static String labels(OptionSpec option, String constants) {
        String help = option.paramLabel() + " " + String.join(" ", option.description());
        Stream<String> named = Pattern.compile("\\w+").matcher(option.paramLabel()).results().map(word -> word.group())
                .filter(word -> word.equals(word.toLowerCase(Locale.ROOT)));
        Stream<String> all = Pattern.compile("\\w+").matcher(constants).results()
                .map(word -> word.group().toLowerCase(Locale.ROOT).replace('_', '-'));
        return Stream.concat(named, all).distinct()
                .filter(label -> Pattern.compile("(?<![\\w-])" + label + "(?![\\w-])").matcher(help).find())
                .map(label -> '"' + label + '"').collect(Collectors.joining(" "));
    }
}
