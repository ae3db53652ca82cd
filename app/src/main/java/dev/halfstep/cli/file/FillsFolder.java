package dev.halfstep.cli.file;

import java.nio.file.Path;
import java.util.List;

/** A command that writes files which no option names one by one. */
public interface FillsFolder {

    /** All that it may write. */
    List<Path> filled();
}
