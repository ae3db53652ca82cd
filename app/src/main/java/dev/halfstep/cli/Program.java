package dev.halfstep.cli;

import java.util.List;

/** A program with subcommands, whose help, messages and exit codes are like those of {@code halfstep}. */
public interface Program {

    /** What users type. */
    String name();

    /** What the help says that it is for. */
    String description();

    /** The command, as picocli knows them, that the arguments ask for; all where they name none, for the help and for messages. */
    List<Object> forArguments(String... arguments);
}
